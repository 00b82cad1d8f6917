import type { Spread } from './statistics.ts';

/** A ratio with its inner half: "5.2× (4.9–5.6)". */
export function ratioText({ median, low, high }: Spread): string {
  return `${figures(median)}× (${figures(low)}–${figures(high)})`;
}

/** Seconds in the unit that suits them, with the same spread. */
export function secondsText({ median, low, high }: Spread): string {
  const [factor, unit] = median < 1 ? [1000, 'ms'] : [1, 's'];
  return `${figures(factor * median)} ${unit} (${figures(factor * low)}–${figures(factor * high)})`;
}

/** Two figures that count, three from 10 on. */
export function figures(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const rounded = Number(value.toPrecision(Math.abs(value) < 10 ? 2 : 3));
  return rounded >= 10_000 ? rounded.toLocaleString('en') : `${rounded}`;
}

export function megabytes(bytes: number): string {
  return `${figures(bytes / 1e6)} MB`;
}

/** A line of a table in Markdown. */
function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
