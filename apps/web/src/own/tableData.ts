import { type Matrix, matrixOf } from '@sbi/core';
import type { DistributionRecipe } from '@sbi/distributions';
import { FileError } from './fileError.ts';
import { familyOf, type ParameterPrior, priorWords } from './priorFamilies.ts';
import type { GivenTable } from './readTable.ts';

/** A larger table does not travel in a model file. */
const MOST_NUMBERS = 100_000;

/** The names of a table's columns, from its header or counted. */
export function namesOf({ table }: GivenTable, stem: string): readonly string[] {
  return table.names ?? Array.from({ length: table.columns }, (_, j) => `${stem}_${j + 1}`);
}

/** The line of the file that holds a row. */
function lineOf({ table }: GivenTable, row: number): number {
  return row + (table.names ? 2 : 1);
}

/** @throws FileError unless there is an x for every θ */
export function expectPairs(theta: GivenTable, x: GivenTable): void {
  if (theta.table.rows === x.table.rows) return;
  throw new FileError(
    `${x.fileName} must have ${theta.table.rows} rows, one for each of ${theta.fileName}; received ${x.table.rows}.`,
  );
}

/** @throws FileError naming the first θ outside of its prior, with line and column */
export function expectInside(theta: GivenTable, priors: readonly ParameterPrior[]): void {
  const { table, ends, fileName } = theta;
  priors.forEach((prior, j) => {
    const [low, high] = (familyOf(prior.family).ends?.(prior.numbers) ?? [-Infinity, Infinity]).map(
      Math.fround,
    );
    const [least, greatest] = ends[j] as readonly [number, number];
    const isInside = (value: number) => value >= (low as number) && value <= (high as number);
    if (isInside(least) && isInside(greatest)) return;
    for (let row = 0; row < table.rows; row++) {
      const value = table.data[row * table.columns + j] as number;
      if (isInside(value)) continue;
      const where = `line ${lineOf(theta, row)}, column ${prior.name}`;
      throw new FileError(
        `${fileName} must lie inside the prior, ${priorWords(prior)}; received ${Number(value.toPrecision(6))} in ${where}.`,
      );
    }
  });
}

/** How many rows an empirical prior holds. */
export function empiricalRows({ table: { rows, columns } }: GivenTable): number {
  return Math.min(rows, Math.floor(MOST_NUMBERS / columns));
}

/** The prior that the rows of θ themselves are: each as likely. Of a large table its first rows stand for all. */
export function empiricalPrior(theta: GivenTable): DistributionRecipe {
  const { data, columns } = theta.table;
  const most = empiricalRows(theta);
  const draws = Array.from({ length: most }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
  const open = new Array<null>(columns).fill(null);
  const support = { kind: 'box', low: open, high: open };
  return { kind: 'empirical', draws, names: [...namesOf(theta, 'theta')], support };
}

/** θ with a name for every column. */
export function namedTable(theta: GivenTable): Matrix {
  const { data, columns } = theta.table;
  return matrixOf(data, columns, namesOf(theta, 'theta'));
}

/** The numbers that somebody typed or pasted, between commas, spaces or lines. @throws FileError naming what is none */
export function readNumbers(text: string, count: number): Float32Array {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const numbers = words.map((word) => Math.fround(Number(word)));
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const word = (words[bad] as string).slice(0, 40);
    throw new FileError(`The observation must be numbers; received "${word}" as number ${bad + 1}.`);
  }
  if (numbers.length === count) return Float32Array.from(numbers);
  throw new FileError(
    `The observation must be ${count} ${count === 1 ? 'number' : 'numbers'}, as a row of x; received ${numbers.length}.`,
  );
}
