import type { Bijector } from './bijector.ts';
import { HalfLine } from './bijectors/halfLine.ts';
import { Identity } from './bijectors/identity.ts';
import { Interval } from './bijectors/interval.ts';
import { Stack } from './bijectors/stack.ts';
import type { Support } from './support.ts';

type Side = 'none' | 'low' | 'high' | 'both';

/**
 * The bijector from R^dim onto the box of a support: `Identity` where a coordinate is unbounded, `HalfLine` where
 * one side is bounded, `Interval` where both are. What a predicate refuses is not its affair.
 *
 * @example
 * import { box, unconstrain } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = unconstrain(box([0, 1, -Infinity], [4, Infinity, Infinity]));
 * console.log((await f.forward(tf.zeros([3])).data()).join(' ')); // → 2 2 0
 */
export function unconstrain(support: Support): Bijector {
  const sides = Array.from(support.low, (low, i) => sideOf(low, support.high[i] as number));
  const starts = sides.flatMap((side, i) => (side === sides[i - 1] ? [] : [i]));
  const ends = [...starts.slice(1), sides.length];
  const parts = starts.map((start, k) => {
    const low = support.low.slice(start, ends[k]);
    const high = support.high.slice(start, ends[k]);
    return partFor(sides[start] as Side, low, high);
  });
  return new Stack(
    parts,
    starts.map((start, k) => (ends[k] as number) - start),
  );
}

function sideOf(low: number, high: number): Side {
  if (Number.isFinite(low)) return Number.isFinite(high) ? 'both' : 'low';
  return Number.isFinite(high) ? 'high' : 'none';
}

function partFor(side: Side, low: Float32Array, high: Float32Array): Bijector {
  if (side === 'none') return new Identity();
  if (side === 'both') return new Interval(low, high);
  return side === 'low' ? new HalfLine(low, 1) : new HalfLine(high, -1);
}
