import { html, type TemplateResult } from 'lit-html';
import type { Sketch } from '../problems/pageProblem.ts';
import { replaced } from './chart.ts';

/** Every number of x as a field to type in. */
export function numberFields(
  sketch: Sketch,
  x: Float32Array,
  change: (x: Float32Array) => void,
): TemplateResult {
  const set = (j: number, event: Event) => {
    const field = event.target as HTMLInputElement;
    const value = field.valueAsNumber;
    if (Number.isFinite(value)) change(replaced(x, { [j]: value }));
    else field.value = shown(x[j] as number);
  };
  return html`<div class="fields">
    ${Array.from(
      x,
      (value, j) => html`<label>
        <span>${nameOf(sketch, j)}</span>
        <input type="number" step="any" .value=${shown(value)} @change=${(event: Event) => set(j, event)} />
      </label>`,
    )}
  </div>`;
}

/** As few digits as float32 needs. */
function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function nameOf(sketch: Sketch, j: number): string {
  if (sketch.kind === 'numbers') return sketch.names[j] ?? `x${j + 1}`;
  if (sketch.kind === 'points') return `${Math.floor(j / 2) + 1}: ${sketch.names[j % 2]}`;
  const { lines, at } = sketch;
  const place = at[Math.floor(j / lines.length)];
  return lines.length > 1 ? `${place} ${lines[j % lines.length]}` : String(place);
}
