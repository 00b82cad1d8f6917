/** A column of a table: its heading, its cells, and the side they stand on. */
export interface Column {
  readonly heading: string;
  readonly cells: readonly string[];
  readonly align?: 'left' | 'right';
}

/** Lines of a table, columns two spaces apart, without trailing spaces. */
export function formatTable(columns: readonly Column[]): string[] {
  const padded = columns.map(({ heading, cells, align = 'right' }) => {
    const all = [heading, ...cells];
    const width = Math.max(...all.map(widthOf));
    const pad = (cell: string) => ' '.repeat(width - widthOf(cell));
    return all.map((cell) => (align === 'right' ? pad(cell) + cell : cell + pad(cell)));
  });
  const rows = padded[0]?.length ?? 0;
  return Array.from({ length: rows }, (_, i) =>
    padded
      .map((column) => column[i])
      .join('  ')
      .trimEnd(),
  );
}

/** The same numbers with their decimal points in one line. */
export function alignOnPoint(numbers: readonly string[]): string[] {
  const parts = numbers.map((number) => {
    const point = number.indexOf('.');
    return point < 0 ? ([number, ''] as const) : ([number.slice(0, point), number.slice(point)] as const);
  });
  const before = Math.max(0, ...parts.map(([whole]) => whole.length));
  const after = Math.max(0, ...parts.map(([, rest]) => rest.length));
  return parts.map(([whole, rest]) => whole.padStart(before) + rest.padEnd(after));
}

/** Columns that a text takes in a terminal: accents and the like take none, East Asian letters two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (/\p{Mark}/u.test(letter)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        letter,
      )
        ? 2
        : 1;
  }
  return width;
}
