import { html, type TemplateResult } from 'lit-html';
import { unsafeHTML } from 'lit-html/directives/unsafe-html.js';
import type { DeskState } from '../train/deskState.ts';

/** The statements and the figures behind a verdict; the figures are asked for when they are first looked at. */
export function verdictDetails({ verdict, figures }: DeskState, draw: () => void): TemplateResult {
  const toggled = (event: Event) => {
    if ((event.target as HTMLDetailsElement).open && figures.length === 0) draw();
  };
  return html`<details class="behind" @toggle=${toggled}>
    <summary>What this rests on</summary>
    <ul>
      ${[...(verdict?.statements ?? []), ...predictionsOf(verdict)].map((statement) => html`<li>${statement}</li>`)}
    </ul>
    ${figures.map(
      ({ svg, caption }) => html`<figure>
        ${unsafeHTML(svg)}
        <figcaption>${caption}</figcaption>
      </figure>`,
    )}
  </details>`;
}

/** What the predictive check came to where it found no fault: faults are among the statements. */
function predictionsOf(verdict: DeskState['verdict']): readonly string[] {
  const [check] = verdict?.predictive ?? [];
  if (!check || verdict?.faults.some(({ kind }) => kind === 'prediction')) return [];
  const simulations = `${check.x.rows.toLocaleString('en')} simulations`;
  return [
    `The observation is like what its posterior predicts: p = ${check.pValue.toFixed(2)} from ${simulations}.`,
  ];
}
