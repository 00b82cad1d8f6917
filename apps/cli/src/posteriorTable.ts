import type { Summary } from '@sbi/npe';
import { formatName } from '@sbi/plots';
import { fixed, powerOfTen } from './number.ts';
import { alignOnPoint, type Column, formatTable } from './table.ts';

/** Mean ± sd and 95 % interval of every parameter, and the truth where it is known, decimal points in line. */
export function posteriorTable(summaries: readonly Summary[], truth?: ArrayLike<number>): string[] {
  const rows = summaries.map((summary, i) => formatRow(summary, truth?.[i]));
  const column = (key: keyof Row) => alignOnPoint(rows.map((row) => row[key]));
  const [means, sds, lows, highs] = [column('mean'), column('sd'), column('low'), column('high')];
  const columns: Column[] = [
    { heading: '', cells: summaries.map(({ name }) => formatName(name)), align: 'left' },
    { heading: 'mean ± sd', cells: means.map((mean, i) => `${mean} ± ${sds[i]}`) },
    { heading: '95 % interval', cells: lows.map((low, i) => `${low} … ${highs[i]}`) },
  ];
  if (truth) columns.splice(1, 0, { heading: 'true θ', cells: column('truth') });
  if (rows.some(({ unit }) => unit !== '')) {
    columns.push({ heading: '', cells: rows.map(({ unit }) => unit), align: 'left' });
  }
  return formatTable(columns);
}

interface Row {
  readonly truth: string;
  readonly mean: string;
  readonly sd: string;
  readonly low: string;
  readonly high: string;
  readonly unit: string;
}

/** Two significant digits of the sd, 0.096 counting as 0.10; a power of ten taken out of very large and small numbers. */
function formatRow({ mean, sd, q025, q975 }: Summary, truth: number | undefined): Row {
  const largest = Math.max(Math.abs(q025), Math.abs(q975), sd);
  const power = Math.floor(Math.log10(largest > 0 ? largest : 1));
  const exponent = power < -3 || power > 5 ? power : 0;
  const scale = 10 ** exponent;
  const width = sd > 0 ? sd : largest / 100;
  const decimals =
    width > 0 ? Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(width / scale / 0.95)))) : 0;
  const show = (value: number) => fixed(value / scale, decimals);
  return {
    truth: truth === undefined ? '' : show(truth),
    mean: show(mean),
    sd: show(sd),
    low: show(q025),
    high: show(q975),
    unit: exponent === 0 ? '' : `· ${powerOfTen(exponent)}`,
  };
}
