import { ShapeError } from '@sbi/core';
import { Addresses } from './addresses.ts';
import type { Workspace } from './workspace.ts';

/** The vectors of an optimiser, all of one length: weights, their average, the two moments, and the gradient. */
export type AdamVectors = readonly [
  weights: Float32Array,
  average: Float32Array,
  first: Float32Array,
  second: Float32Array,
  gradient: Float32Array,
];

/** The numbers of one step: the attributes of the op. */
export interface AdamStep {
  readonly beta1: number;
  readonly beta2: number;
  /** Learning rate and epsilon, both corrected for the start. */
  readonly rate: number;
  readonly epsilon: number;
  /** The largest norm that the gradient keeps; Infinity: any. */
  readonly clipNorm: number;
  /** How much of the average stays. */
  readonly decay: number;
}

/** One step of Adam (Kingma & Ba 2015, algorithm 1), with clipping and averaging. */
export class AdamKernel {
  private readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /**
   * New weights, average and moments: views of the workspace, good until the next step.
   *
   * @param isKept of each vector, whether it is what the last step gave, and so lies in the workspace already
   */
  step(vectors: AdamVectors, step: AdamStep, isKept: readonly boolean[] = []): Float32Array[] {
    const [{ length }] = vectors;
    const other = vectors.find((vector) => vector.length !== length);
    if (other) throw new ShapeError('gradient', `have shape [${length}]`, [other.length], 'SbiAdam');
    const padded = 8 * Math.ceil(length / 8);
    const addresses = new Addresses();
    const at = vectors.map(() => addresses.take(padded)) as [number, number, number, number, number];
    this.workspace.claim(this, addresses.end);
    const { floats, run } = this.workspace;
    vectors.forEach((vector, i) => {
      if (isKept[i]) return;
      const start = (at[i] as number) / 4;
      floats.set(vector, start);
      floats.fill(0, start + length, start + padded);
    });
    const { beta1, beta2, rate, epsilon, clipNorm, decay } = step;
    const norm = Math.sqrt(run.sumOfSquares(at[4], padded));
    const clip = clipNorm === Infinity ? 1 : Math.min(1, clipNorm / (norm + 1e-6));
    run.adam(...at, padded, clip, beta1, 1 - beta1, beta2, 1 - beta2, decay, 1 - decay, rate, epsilon);
    return at.slice(0, 4).map((address) => floats.subarray(address / 4, address / 4 + length));
  }
}
