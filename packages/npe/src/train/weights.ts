import { describeValue, ShapeError } from '@sbi/core';

/** A copy of the weights of so many simulations. @throws ShapeError unless they are one number ≥ 0 a row */
export function checkWeights(weights: unknown, rows: number): Float32Array | undefined {
  if (weights === undefined) return undefined;
  const list = weights as ArrayLike<number>;
  if (typeof weights !== 'object' || list?.length !== rows) {
    throw new ShapeError(
      'weights',
      `hold ${rows} numbers, one for each simulation`,
      describeValue(weights),
      'Trainer',
    );
  }
  const values = Float32Array.from(list);
  const bad = values.findIndex(
    (value, i) => typeof list[i] !== 'number' || !(value >= 0 && value < Infinity),
  );
  if (bad >= 0) {
    const received = `${describeValue(list[bad])} in row ${bad}`;
    throw new ShapeError('weights', 'hold finite numbers from 0', received, 'Trainer');
  }
  return values;
}

/** Weights of two tables one after the other; where only one has them, those of the other are 1. */
export function joinWeights(
  first: Float32Array | undefined,
  second: Float32Array | undefined,
  rows: readonly [number, number],
): Float32Array | undefined {
  if (!first && !second) return undefined;
  const ones = (count: number) => new Float32Array(count).fill(1);
  const joined = new Float32Array(rows[0] + rows[1]);
  joined.set(first ?? ones(rows[0]));
  joined.set(second ?? ones(rows[1]), rows[0]);
  return joined;
}
