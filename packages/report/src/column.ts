/** A column of a table: its heading, its cells, and the side they stand on. */
export interface Column {
  readonly heading: string;
  readonly cells: readonly string[];
  readonly align?: 'left' | 'right';
}

/**
 * The same numbers with their decimal points in one line.
 *
 * @example
 * import { alignOnPoint } from '@sbi/report';
 * console.log(alignOnPoint(['1.5', '−10.25'])); // → [ '  1.5 ', '−10.25' ]
 */
export function alignOnPoint(numbers: readonly string[]): string[] {
  const parts = numbers.map((number) => {
    const point = number.indexOf('.');
    return point < 0 ? ([number, ''] as const) : ([number.slice(0, point), number.slice(point)] as const);
  });
  const before = Math.max(0, ...parts.map(([whole]) => whole.length));
  const after = Math.max(0, ...parts.map(([, rest]) => rest.length));
  return parts.map(([whole, rest]) => whole.padStart(before) + rest.padEnd(after));
}
