import type { Bijector } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import { hasMafKernels, type MafAttributes, type MafInputs, mafLogProb, mafSample } from './ops/maf.ts';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** Makes the bijectors of all steps, the first of which takes the residual, from masked weights and contexts. */
export type MakeSteps = (masked: tf.Tensor, context: tf.Tensor) => readonly Bijector[];

/** What the steps are computed from: all weights, 0 for each that the order forbids and 1 elsewhere, [...batch, C]. */
export interface StepTensors {
  readonly flat: tf.Tensor;
  readonly mask: tf.Tensor;
  readonly context: tf.Tensor;
}

/**
 * The trained part of a flow at given contexts [...batch, C]: standard normal noise ↔ residuals, [..., ...batch, D].
 *
 * Fused kernels do it in one pass where they are registered; the definition, which runs everywhere, is the bijectors.
 */
export class TrainedSteps {
  protected readonly tensors: StepTensors;
  protected readonly attributes: MafAttributes;
  protected readonly make: MakeSteps;
  /** Made at once where they will be used again and again. */
  protected readonly steps: readonly Bijector[] | undefined;

  constructor(tensors: StepTensors, attributes: MafAttributes, make: MakeSteps) {
    this.tensors = tensors;
    this.attributes = attributes;
    this.make = make;
    this.steps = hasMafKernels() ? undefined : this.bijectors();
  }

  /** ln q(residual | context) = ln N(z; 0, I) + Σ ln|det| where z is what the steps make of it. */
  logProb(residual: tf.Tensor): tf.Tensor {
    return mafLogProb(this.inputs(residual), this.attributes, () => {
      let z = residual;
      const logDets: tf.Tensor[] = [];
      for (const step of this.bijectors()) {
        const [next, logDet] = step.inverseAndLogDet(z);
        logDets.push(logDet);
        z = next;
      }
      return logDets.reduce((sum, logDet) => tf.add(sum, logDet), standardNormalLogProb(z));
    });
  }

  /** The residual that the steps make of noise. */
  sample(noise: tf.Tensor): tf.Tensor {
    return mafSample(this.inputs(noise), this.attributes, () =>
      this.bijectors().reduceRight((residual, step) => step.forward(residual), noise),
    );
  }

  private bijectors(): readonly Bijector[] {
    const { flat, mask, context } = this.tensors;
    return this.steps ?? this.make(tf.mul(flat, mask), context);
  }

  private inputs(rows: tf.Tensor): MafInputs {
    const { flat, context } = this.tensors;
    return { flat, rows, context };
  }
}

/** ln N(z; 0, I) over the last axis. */
function standardNormalLogProb(z: tf.Tensor): tf.Tensor {
  return tf.sub(tf.mul(tf.sum(tf.square(z), -1), -0.5), HALF_LOG_2PI * (z.shape.at(-1) ?? 0));
}
