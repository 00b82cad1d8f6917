import type { Summary } from '@sbi/npe';
import { formatName } from '@sbi/plots';
import { alignOnPoint, type Column } from './column.ts';
import { fixed, powerOfTen } from './number.ts';

/** What a posterior is shown beside. */
export interface Beside {
  /** The parameters that gave the observation. */
  readonly truth?: ArrayLike<number>;
  /** The exact posterior. */
  readonly exact?: readonly Summary[];
}

/** The heading of the column that a narrow table leaves out. */
export const INTERVAL = '95 % interval';

/**
 * Mean ± sd and 95 % interval of every parameter as columns, decimal points in line, and what they stand beside.
 *
 * @example
 * import { matrix } from '@sbi/core';
 * import { summarize } from '@sbi/npe';
 * import { posteriorColumns } from '@sbi/report';
 * const columns = posteriorColumns(summarize(matrix([[1], [2], [3]], ['rate'])), { truth: [2] });
 * console.log(columns.map(({ heading }) => heading).join('|')); // → |true θ|mean ± sd|95 % interval
 */
export function posteriorColumns(summaries: readonly Summary[], { truth, exact }: Beside): Column[] {
  const rows = summaries.map((summary, i) => formatRow(summary, truth?.[i], exact?.[i]));
  const column = (key: keyof Row) => alignOnPoint(rows.map((row) => row[key]));
  const pair = (first: keyof Row, sign: string, second: keyof Row) => {
    const ends = column(second);
    return column(first).map((start, i) => `${start} ${sign} ${ends[i]}`);
  };
  const columns: Column[] = [
    { heading: '', cells: summaries.map(({ name }) => formatName(name)), align: 'left' },
    ...(truth ? [{ heading: 'true θ', cells: column('truth') }] : []),
    { heading: 'mean ± sd', cells: pair('mean', '±', 'sd') },
    ...(exact ? [{ heading: 'exact', cells: pair('exactMean', '±', 'exactSd') }] : []),
    { heading: INTERVAL, cells: pair('low', '…', 'high') },
  ];
  if (rows.some(({ unit }) => unit !== '')) {
    columns.push({ heading: '', cells: rows.map(({ unit }) => unit), align: 'left' });
  }
  return columns;
}

interface Row {
  readonly truth: string;
  readonly mean: string;
  readonly sd: string;
  readonly exactMean: string;
  readonly exactSd: string;
  readonly low: string;
  readonly high: string;
  readonly unit: string;
}

/** Two significant digits of the sd, 0.096 counting as 0.10; a power of ten taken out of very large and small numbers. */
function formatRow(
  { mean, sd, q025, q975 }: Summary,
  truth: number | undefined,
  exact: Summary | undefined,
): Row {
  const largest = Math.max(Math.abs(q025), Math.abs(q975), sd);
  const power = Math.floor(Math.log10(largest > 0 ? largest : 1));
  const exponent = power < -3 || power > 5 ? power : 0;
  const scale = 10 ** exponent;
  const narrowest = exact && exact.sd > 0 ? Math.min(sd, exact.sd) : sd;
  const width = narrowest > 0 ? narrowest : largest / 100;
  const decimals =
    width > 0 ? Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(width / scale / 0.95)))) : 0;
  const show = (value: number) => fixed(value / scale, decimals);
  return {
    truth: truth === undefined ? '' : show(truth),
    mean: show(mean),
    sd: show(sd),
    exactMean: exact ? show(exact.mean) : '',
    exactSd: exact ? show(exact.sd) : '',
    low: show(q025),
    high: show(q975),
    unit: exponent === 0 ? '' : `· ${powerOfTen(exponent)}`,
  };
}
