import type { Rng, Shape } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { fusedLogProb, fusedSample, hasFusedKernels } from './ops/fused.ts';
import type { FusedModel, ResidualDistribution } from './residualModel.ts';

/** Makes q(· | context) of a model's weights in one flat vector, masked. It holds no tensors: `tidy` would not find them. */
type MakeDistribution = (masked: tf.Tensor, context: tf.Tensor) => ResidualDistribution;

/** What it is computed from: all weights of the model as they are stored, 0 for each that does not count, and contexts. */
export interface ModelTensors {
  readonly flat: tf.Tensor;
  readonly mask: tf.Tensor | undefined;
  /** [...batch, C] */
  readonly context: tf.Tensor;
}

/**
 * The trained part of a flow at given contexts [...batch, C].
 *
 * Fused kernels do it in one pass where they are registered; the definition, which runs everywhere, is the model's
 * distribution.
 */
export class TrainedModel {
  protected readonly tensors: ModelTensors;
  protected readonly fused: FusedModel | undefined;
  protected readonly make: MakeDistribution;
  /** Made at once where it will be used again and again. */
  protected readonly made: ResidualDistribution | undefined;

  constructor(tensors: ModelTensors, fused: FusedModel | undefined, make: MakeDistribution) {
    this.tensors = tensors;
    this.fused = fused;
    this.make = make;
    this.made = fused && hasFusedKernels(fused) ? undefined : this.distribution();
  }

  /** ln q(residual | context). */
  logProb(residual: tf.Tensor): tf.Tensor {
    const { flat, context } = this.tensors;
    const reference = () => this.distribution().logProb(residual);
    return fusedLogProb({ flat, context, rows: residual }, this.fused, reference);
  }

  /** Residuals [...shape, ...batch, dim]. */
  sample(shape: Shape, rng: Rng, dim: number): tf.Tensor {
    const { flat, context } = this.tensors;
    const reference = () => this.distribution().sample(shape, rng);
    return fusedSample({ flat, context }, { shape, rng, dim }, this.fused, reference);
  }

  /** What the model makes of the weights, for use in the scope at hand or as long as this lives. */
  distribution(): ResidualDistribution {
    const { flat, mask, context } = this.tensors;
    return this.made ?? this.make(mask ? tf.mul(flat, mask) : flat, context);
  }
}
