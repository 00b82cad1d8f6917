import { must, show } from '../errors.ts';
import { isList } from './list.ts';
import { readTable, type Series } from './table.ts';

/** Places to be marked, such as the true parameters: one list of numbers, several, or a table. */
export type Points = Series;

/** Reads the points: each has one finite number a column of the samples. */
export function readPoints(points: Points | undefined, columns: number, where: string): number[][] {
  if (points === undefined) return [];
  const single = isList(points) && typeof points[0] === 'number';
  const table = readTable(single ? [points] : points, 'points', where);
  must(
    table.columns === columns,
    'points',
    `have one number a column, ${columns}`,
    String(table.columns),
    where,
  );
  return Array.from({ length: table.rows }, (_, row) =>
    Array.from({ length: columns }, (_unused, column) => {
      const value = table.at(row, column);
      must(Number.isFinite(value), `points[${row}]`, 'be finite', show(value), where);
      return value;
    }),
  );
}
