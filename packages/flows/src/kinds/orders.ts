import { describeValue, type Rng, ShapeError } from '@sbi/core';
import type { Drawn } from '../residualModel.ts';
import { isPermutation } from '../transforms/masks.ts';

/** The order of the coordinates in successive steps: drawn at random, or turned round each time. */
export type Order = 'random' | 'reversed';

/** For each step the place of every coordinate in its order; the first is the coordinates' own. */
export function drawOrders(order: Order, steps: number, dim: number, rng: Rng): number[][] {
  const forward = Array.from({ length: dim }, (_, i) => i);
  return Array.from({ length: steps }, (_, step) => {
    if (order === 'random') return step === 0 ? forward : Array.from(rng.permutation(dim));
    return step % 2 === 0 ? forward : [...forward].reverse();
  });
}

/** The orders among what was drawn. @throws ShapeError unless there is one of all coordinates for each step */
export function checkOrders(
  drawn: Drawn,
  steps: number,
  dim: number,
  where: string,
): readonly (readonly number[])[] {
  const orders = drawn['orders'] as readonly (readonly number[])[] | undefined;
  const fits =
    Array.isArray(orders) &&
    orders.length === steps &&
    orders.every((order) => isPermutation(order) && order.length === dim);
  if (fits) return orders;
  const expected = `hold an order of all ${dim} coordinates for each of ${steps} transforms`;
  throw new ShapeError('orders', expected, describeValue(orders), where);
}
