import { html, svg, type TemplateResult } from 'lit-html';

const [WIDTH, HEIGHT] = [360, 200];
const EDGE = { left: 40, right: 12, top: 10, bottom: 24 };

/** Simulations from the prior as thin lines over the entries of x, and what was observed as points. */
export function previewPlot(
  rows: readonly ArrayLike<number>[],
  observed: ArrayLike<number> | undefined,
): TemplateResult {
  const length = rows[0]?.length ?? 0;
  const [low, high] = endsOf([...rows, ...(observed ? [observed] : [])]);
  const across = WIDTH - EDGE.left - EDGE.right;
  const at = (i: number) => EDGE.left + (length > 1 ? (i / (length - 1)) * across : across / 2);
  const up = (value: number) => {
    const share = Math.min(1.02, Math.max(-0.02, (value - low) / (high - low)));
    return HEIGHT - EDGE.bottom - share * (HEIGHT - EDGE.top - EDGE.bottom);
  };
  const points = (row: ArrayLike<number>) =>
    Array.from(row, (value, i) => `${at(i).toFixed(1)},${up(value).toFixed(1)}`).join(' ');
  const line = (row: ArrayLike<number>) =>
    length > 1
      ? svg`<polyline class="simulated" points=${points(row)} />`
      : svg`<circle class="simulated" cx=${at(0)} cy=${up(row[0] as number)} r="3" />`;
  const dots = observed && length <= 200 ? Array.from(observed) : [];
  return html`<svg class="preview" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"
    aria-label="${rows.length} simulations of ${length} numbers from the prior${observed ? ', and the observation' : ''}">
    ${tick(up(low), low)} ${tick(up(high), high)}
    <text x=${at(0)} y=${HEIGHT - 6} class="at">1</text>
    ${length > 1 ? svg`<text x=${at(length - 1)} y=${HEIGHT - 6} class="at">${length}</text>` : ''}
    ${rows.map(line)}
    ${observed && length > 200 ? svg`<polyline class="observed" points=${points(observed)} />` : ''}
    ${dots.map((value, i) => svg`<circle class="observed" cx=${at(i)} cy=${up(value)} r="4" />`)}
  </svg>`;
}

function tick(y: number, value: number): TemplateResult<2> {
  return svg`<line x1=${EDGE.left - 4} x2=${WIDTH - EDGE.right} y1=${y} y2=${y} />
    <text x=${EDGE.left - 8} y=${y + 4} class="value">${short(value)}</text>`;
}

/** Nearly all of what is shown: the wildest hundredth on either side may leave the plot. */
function endsOf(rows: readonly ArrayLike<number>[]): [number, number] {
  const values = rows.flatMap((row) => Array.from(row)).sort((a, b) => a - b);
  const low = values[Math.floor(0.01 * (values.length - 1))] as number;
  const high = values[Math.ceil(0.99 * (values.length - 1))] as number;
  return high > low ? [low, high] : [low - 1, low + 1];
}

function short(value: number): string {
  const text = String(Number(value.toPrecision(2)));
  return (text.length > 6 ? value.toExponential(0) : text).replace('-', '−');
}
