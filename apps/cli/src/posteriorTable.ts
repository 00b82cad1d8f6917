import type { Summary } from '@sbi/npe';
import { type Beside, INTERVAL, posteriorColumns } from '@sbi/report';
import { formatTable, widthOf } from './table.ts';

/**
 * Mean ± sd and 95 % interval of every parameter, and truth and exact posterior where they are known, decimal points in
 * line. Where that is wider than there is room, the intervals are left out.
 */
export function posteriorTable(
  summaries: readonly Summary[],
  beside: Beside = {},
  room: number = Number.POSITIVE_INFINITY,
): string[] {
  const lines = formatTable(posteriorColumns(summaries, beside));
  if (Math.max(...lines.map(widthOf)) <= room) return lines;
  return formatTable(posteriorColumns(summaries, beside).filter(({ heading }) => heading !== INTERVAL));
}
