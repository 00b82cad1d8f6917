import { describeValue } from './describeValue.ts';
import { ShapeError } from './errors.ts';
import { Rng } from './rng.ts';

/**
 * One stream for each member of a batch of distributions, in place of one for all of them.
 *
 * `normals` and `uniforms` of shape [count, streams, …] then fill each member from its own stream: with the numbers that
 * they would give for shape [count, …] and that stream alone. A member's draws so depend on its stream and on nothing
 * else in the batch. `fork` forks every stream; a single draw, which has no place in a batch, throws.
 *
 * @param streams at least one
 * @throws ShapeError when there is none, or one that is no Rng
 * @example
 * import '@tensorflow/tfjs-backend-cpu';
 * import { normals, Rng, RngBatch } from '@sbi/core';
 * import * as tf from '@tensorflow/tfjs-core';
 * const streams = [1, 2].map((seed) => Rng.fromSeed(seed));
 * const both = tf.slice(normals([5, 2, 3], new RngBatch(streams)), [0, 1, 0], [5, 1, 3]);
 * const second = normals([5, 3], Rng.fromSeed(2));
 * console.log((await both.data()).join() === (await second.data()).join()); // → true
 */
export class RngBatch extends Rng {
  readonly streams: readonly Rng[];

  constructor(streams: readonly Rng[]) {
    const bad = Array.isArray(streams) ? streams.findIndex((stream) => !(stream instanceof Rng)) : -1;
    if (bad >= 0 || !Array.isArray(streams) || streams.length === 0) {
      const received = bad >= 0 ? `${describeValue(streams[bad])} at index ${bad}` : describeValue(streams);
      throw new ShapeError('streams', 'be a list of at least one Rng', received, 'RngBatch');
    }
    super(new Uint32Array(4));
    this.streams = [...streams];
  }

  override fork(label: string | number): RngBatch {
    return new RngBatch(this.streams.map((stream) => stream.fork(label)));
  }

  override bits(): never {
    const expected = 'be drawn from by normals or uniforms of shape [count, streams, …]';
    throw new ShapeError('rng', expected, `a single draw from ${this.streams.length} streams`, 'RngBatch');
  }
}
