import { column, type Matrix } from '@sbi/core';

/** How many interquartile ranges beyond a quartile an entry counts as an extreme outlier (sbi's figure). */
const FAR = 10;

/**
 * What in a table deserves a look before training on it, one sentence each: a single row, columns that never vary,
 * entries beyond the quartiles by more than ten interquartile ranges. Empty when there is nothing to say.
 *
 * @example
 * import { matrix } from '@sbi/core';
 * import { tableWarnings } from '@sbi/simulate';
 * console.log(tableWarnings(matrix([[1, 5], [2, 5], [3, 5]]), 'x')[0]);
 * // → x is constant in column 1: it carries no information.
 */
export function tableWarnings(table: Matrix, name: string): readonly string[] {
  if (table.rows === 0) return [];
  if (table.rows === 1) return [`${name} has a single row: its spread cannot be estimated.`];
  const constant: string[] = [];
  const far: string[] = [];
  for (let j = 0; j < table.columns; j++) {
    const values = column(table, j)
      .filter((value) => !Number.isNaN(value)) // missing
      .sort();
    const label = table.names?.[j] ?? String(j);
    if (values[0] === values.at(-1)) constant.push(label);
    else if (reachesFar(values)) far.push(label);
  }
  const warnings: string[] = [];
  if (constant.length > 0) {
    warnings.push(`${name} is constant in ${columnsOf(constant)}: it carries no information.`);
  }
  if (far.length > 0) {
    warnings.push(
      `${name} has extreme outliers in ${columnsOf(far)}: beyond the quartiles by more than ${FAR} interquartile ranges.`,
    );
  }
  return warnings;
}

function reachesFar(sorted: Float32Array): boolean {
  const low = quantile(sorted, 0.25);
  const high = quantile(sorted, 0.75);
  const margin = FAR * (high - low);
  if (margin === 0) return false;
  return (sorted[0] as number) < low - margin || (sorted.at(-1) as number) > high + margin;
}

function quantile(sorted: Float32Array, q: number): number {
  const at = q * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (at - Math.floor(at)) * (above - below);
}

function columnsOf(labels: readonly string[]): string {
  const shown = labels.slice(0, 10).join(', ');
  const more = labels.length > 10 ? ` and ${labels.length - 10} more` : '';
  return labels.length === 1 ? `column ${shown}` : `columns ${shown}${more}`;
}
