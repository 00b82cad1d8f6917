import { type Rng, ShapeError, type Simulations } from '@sbi/core';

/** Numbers of the rows that train and of those that validate, each in random order. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** Simulations with how much each counts: on any scale, alike when left out. */
export interface Weighted {
  readonly simulations: Simulations;
  readonly weights: Float32Array | undefined;
}

/** One side of a split: some rows, in random order, of tables that stay where they are. */
export interface Side extends Weighted {
  readonly rows: Int32Array;
}

/** How many of so many rows train. */
export function trainCount(rows: number, fraction: number): number {
  return Math.floor((1 - fraction) * rows);
}

/** A random split of the row numbers: floor((1 − fraction) · n) to train, the rest to validate. */
export function splitRows(rows: number, fraction: number, rng: Rng): Split {
  const order = rng.permutation(rows);
  const count = trainCount(rows, fraction);
  return { train: order.slice(0, count), validation: order.slice(count) };
}

/**
 * The split of tables that came one after the other, of so many rows each: what came later does not move what was there.
 *
 * @throws ShapeError when it leaves too few rows to train on or to validate
 */
export function splitParts(parts: readonly number[], fraction: number, rng: Rng): Split {
  let begin = 0;
  const splits = parts.map((rows, k) => {
    const { train, validation } = splitRows(rows, fraction, k === 0 ? rng : rng.fork(k));
    const offset = begin;
    begin += rows;
    return { train: train.map((row) => row + offset), validation: validation.map((row) => row + offset) };
  });
  const train = joined(splits.map((split) => split.train));
  const validation = joined(splits.map((split) => split.validation));
  if (train.length < 2 || validation.length < 1) {
    const expected = 'hold at least two simulations to train on and one to validate';
    throw new ShapeError('simulations', expected, `${begin} rows`, 'Trainer');
  }
  return { train, validation };
}

/** The two sides of tables that came one after the other. @throws ShapeError when a side has too few rows, or none that counts */
export function divide(
  whole: Weighted,
  parts: readonly number[],
  fraction: number,
  rng: Rng,
): { readonly train: Side; readonly validation: Side } {
  const { train, validation } = splitParts(parts, fraction, rng);
  const sides = { train: { ...whole, rows: train }, validation: { ...whole, rows: validation } };
  for (const [name, { weights, rows }] of Object.entries(sides)) {
    if (weights === undefined || rows.some((row) => (weights[row] as number) > 0)) continue;
    const expected = 'be positive in some of the rows that train and of those that validate';
    throw new ShapeError('weights', expected, `0 in all of ${name}`, 'Trainer');
  }
  return sides;
}

function joined(lists: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}
