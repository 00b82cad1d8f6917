import { normals, Rng } from '@sbi/core';
import { readAll, readOne } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';

/** Places along a direction, from −1 to 1, at which gradients are asked for. */
const PLACES = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];
/** How far −1 and 1 lie from the middle. */
const STEP = 1 / 64;

/**
 * That gradients are finite, not 0 throughout, and add up to the differences of a score: along a random direction, the mean
 * slope by the trapezoidal rule against what the score gains. Its error is at most the variation of the slopes over the
 * number of pieces, which holds where activations and maxima have corners, too.
 *
 * @param names what to call the gradient to each argument
 */
export async function expectSlope(
  score: (...at: tf.Tensor[]) => tf.Tensor,
  at: readonly tf.Tensor[],
  names: readonly string[],
): Promise<void> {
  const rng = Rng.fromSeed(43);
  const directions = at.map((tensor, i) => normals([...tensor.shape], rng.fork(i)));
  const moved = (place: number) =>
    at.map((tensor, i) => tf.add(tensor, tf.mul(directions[i] as tf.Tensor, place * STEP)));
  expectGradients(await readAll(() => tf.grads(score)([...at])), names);
  const slopes: number[] = [];
  for (const place of PLACES) {
    const slope = await readOne(() =>
      tf
        .grads(score)(moved(place))
        .map((gradient, i) => tf.sum(tf.mul(gradient, directions[i] as tf.Tensor)))
        .reduce((sum, part) => tf.add(sum, part)),
    );
    slopes.push(slope[0] as number);
  }
  const [start, end] = (await readAll(() => [score(...moved(-1)), score(...moved(1))])).map(
    ([value]) => value as number,
  ) as [number, number];
  tf.dispose(directions);
  compare(slopes, start, end, names);
}

function expectGradients(gradients: readonly Float32Array[], names: readonly string[]): void {
  gradients.forEach((gradient, i) => {
    if (!gradient.every(Number.isFinite)) throw new Error(`${names[i]}: not finite.`);
    if (gradient.every((value) => value === 0)) throw new Error(`${names[i]}: 0 throughout.`);
  });
}

function compare(slopes: readonly number[], start: number, end: number, names: readonly string[]): void {
  const pieces = slopes.length - 1;
  const ends = ((slopes[0] as number) + (slopes[pieces] as number)) / 2;
  const actual = (slopes.slice(1, -1).reduce((sum, slope) => sum + slope, 0) + ends) / pieces;
  const variation = slopes
    .slice(1)
    .reduce((sum, slope, i) => sum + Math.abs(slope - (slopes[i] as number)), 0);
  const expected = (end - start) / (2 * STEP);
  const rounding = (2 ** -20 / STEP) * (1 + Math.max(Math.abs(start), Math.abs(end)));
  const error = variation / pieces + rounding + 1e-3 * Math.abs(expected);
  if (Math.abs(actual - expected) <= error) return;
  throw new Error(`${names.join(', ')}: ${actual} along a direction; expected ${expected} ± ${error}.`);
}
