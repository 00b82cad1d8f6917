import type { Column } from '@sbi/report';

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
