import {
  describeValue,
  expectEvents,
  leadShape,
  type Rng,
  SbiError,
  type Shape,
  ShapeError,
  sizeOf,
} from '@sbi/core';
import { type Distribution, inScope, type Support } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import { type Architecture, checkArchitecture, contextShape, type Parts } from './architecture.ts';
import type { ConditionalDistribution } from './conditional.ts';
import { ConditionedFlow } from './conditionedFlow.ts';
import { ExactFlow } from './exactFlow.ts';
import { expectParts } from './expectParts.ts';
import { flatMask } from './flatMask.ts';
import { applyNetwork } from './networks/applyNetwork.ts';
import { fusedGradient } from './ops/fusedGradient.ts';
import { type Parameters, unpack, weightCount } from './parameters.ts';
import { Preconditioner } from './precondition/preconditioner.ts';
import { selectValues } from './precondition/preconditionerValues.ts';
import type { ExactResidual } from './residualModel.ts';
import { TrainedModel } from './trainedModel.ts';

/** What training reads of a table, computed once: the residuals of θ, their log-determinants, and x as it was scaled. */
export type Prepared = {
  /** [rows, D] */
  readonly residual: tf.Tensor;
  /** ln|∂ residual/∂θ|, [rows] */
  readonly logDet: tf.Tensor;
  /** What the trained part reads, an embedding first where there is one: [rows, ...contextShape] */
  readonly context: tf.Tensor;
};

/**
 * A conditional density estimator q(θ | x): a trained model of the residual that a fixed preconditioner leaves.
 *
 * ln q(θ | x) = ln|∂r/∂θ| + ln q(r | context), where r is the residual of θ, and the context is x, scaled, and then read by
 * the embedding where there is one.
 *
 * Made by `buildFlow` or `decodeFlow`. It owns its parameters and its preconditioner, within a `tf.tidy` too: call
 * `dispose`, or use `using`.
 *
 * @throws ShapeError when architecture, parameters and preconditioner do not fit each other
 * @example
 * import { matrix, Rng, toMatrix } from '@sbi/core';
 * import { buildFlow, maf } from '@sbi/flows';
 * import * as tf from '@tensorflow/tfjs-core';
 * const rows = { theta: matrix([[1], [2], [4]]), x: matrix([[10], [21], [39]]) };
 * using flow = buildFlow(maf(), rows, { seed: 1, bounds: { low: [0], high: [5] } });
 * using q = flow.given(tf.tensor1d([30])); // a distribution over θ
 * const draws = await toMatrix(q.sample(100, Rng.fromSeed(2)));
 * console.log(draws.data.every((theta) => theta >= 0 && theta <= 5)); // → true
 */
export class ConditionalFlow implements ConditionalDistribution, Disposable {
  readonly dim: number;
  readonly architecture: Architecture;
  readonly parameters: Parameters;
  readonly preconditioner: Preconditioner;
  protected readonly parts: Parts;
  /** One number a weight, 0 for each that does not count; none where all do. */
  protected readonly mask: tf.Tensor | undefined;
  private disposed = false;

  constructor(architecture: Architecture, parameters: Parameters, preconditioner: Preconditioner) {
    const checked = checkArchitecture(architecture, 'ConditionalFlow');
    this.architecture = checked.architecture;
    this.parts = checked.parts;
    this.dim = this.architecture.dim;
    this.parameters = parameters;
    this.preconditioner = preconditioner;
    expectParts(this.architecture, this.parts, parameters, preconditioner);
    const { model } = this.parts;
    this.mask = model.masks && tf.keep(tf.tensor1d(flatMask(model)));
  }

  /** The shape of what the trained part, or its embedding, reads of one x: that of x, or [D] where it reads predictions. */
  get contextShape(): Shape {
    return contextShape(this.architecture);
  }

  /** The box that no draw leaves: the preconditioner's bounds, ±∞ where there is none. */
  get support(): Support {
    const { low, high } = this.preconditioner.values;
    return { kind: 'box', low: low.slice(), high: high.slice() };
  }

  /**
   * q(· | x) for x [...batch, ...xShape], a distribution of that batch shape; differentiable in x and in the parameters.
   *
   * The caller owns the answer; it stays as it is when the flow goes on training or is disposed. An x that is NaN makes
   * draws NaN and densities 0: tensors are not read.
   *
   * @throws ShapeError unless x is a float32 tensor that ends in the shape of one x
   * @throws SbiError after `dispose`
   */
  given(x: tf.Tensor): Distribution {
    this.expectLive('given');
    const { xShape } = this.architecture;
    expectEvents(x, xShape, 'x', 'ConditionalFlow.given');
    return inScope(() => {
      const scaled = this.preconditioner.context(x);
      // copies: the answer outlives the flow
      const [flat, mask] = [tf.clone(this.parameters.flat), this.mask && tf.clone(this.mask)];
      const trained = this.trained({ flat, mask, x: tf.reshape(scaled, this.shapeOf(leadShape(x, xShape))) });
      if (this.parts.model.exact) return this.exactFlow(trained, scaled);
      const preconditioning = this.preconditioner.given(scaled);
      return new ConditionedFlow(preconditioning, trained, leadShape(x, xShape), this.support);
    });
  }

  /**
   * What the model reads of x [...batch, ...xShape]: x scaled, and then the numbers that the embedding makes of it where
   * there is one, [...batch, C]. The caller owns the answer.
   *
   * @throws ShapeError unless x is a float32 tensor that ends in the shape of one x
   * @throws SbiError after `dispose`
   */
  embed(x: tf.Tensor): tf.Tensor {
    this.expectLive('embed');
    const { xShape } = this.architecture;
    expectEvents(x, xShape, 'x', 'ConditionalFlow.embed');
    return tf.tidy(() => {
      const batch = leadShape(x, xShape);
      const scaled = tf.reshape(this.preconditioner.context(x), this.shapeOf(batch));
      return this.contextOf(this.parameters.flat, scaled, batch);
    });
  }

  /**
   * The fixed part of the density, for rows of θ [rows, D] and x [rows, ...xShape]; the caller owns three tensors.
   *
   * @param leftOut of a flow that reads predictions: what it is to read of rows that it was built from, as `leaveOneOut` says,
   *                [rows, D]; NaN of others
   * @throws ShapeError unless they have these shapes, and for `leftOut` of a flow that reads x itself
   * @throws SbiError after `dispose`
   */
  prepare(theta: tf.Tensor, x: tf.Tensor, leftOut?: tf.Tensor): Prepared {
    const where = 'ConditionalFlow.prepare';
    this.expectLive('prepare');
    const { xShape } = this.architecture;
    expectEvents(theta, [this.dim], 'theta', where);
    expectEvents(x, xShape, 'x', where);
    const [rows = 0, ...rest] = leadShape(theta, [this.dim]);
    if (rest.length > 0 || theta.shape.length < 2) {
      throw new ShapeError('theta', `have shape [rows, ${this.dim}]`, theta.shape, where);
    }
    if (x.shape.length !== xShape.length + 1 || x.shape[0] !== rows) {
      throw new ShapeError('x', `have shape [${[rows, ...xShape].join(', ')}]`, x.shape, where);
    }
    if (leftOut) this.expectLeftOut(leftOut, rows, where);
    return tf.tidy(() => {
      const predicted = this.preconditioner.context(x);
      const read = leftOut ? tf.where(tf.isNaN(leftOut), predicted, leftOut) : predicted;
      const [residual, logDet] = this.preconditioner.given(read).inverseAndLogDet(theta);
      return { residual, logDet, context: tf.reshape(read, this.shapeOf([rows])) };
    });
  }

  /**
   * The trained part of the density: ln q(residual | context), [rows, D] and [rows, ...contextShape] → [rows], differentiable in
   * `flat`, the weights in the layout of `parameters`. The caller owns the answer.
   *
   * @param dropout the stream of a training step, for recipes with dropout; without it nothing is dropped
   * @throws ShapeError unless the three have these shapes
   * @throws SbiError after `dispose`
   */
  residualLogProb(flat: tf.Tensor, residual: tf.Tensor, context: tf.Tensor, dropout?: Rng): tf.Tensor {
    this.expectLive('residualLogProb');
    this.expectRows({ flat, residual, context }, 'ConditionalFlow.residualLogProb');
    return tf.tidy(() => this.trained({ flat, mask: this.mask, x: context }, dropout).logProb(residual));
  }

  /**
   * What a training step needs: ln q(residual | context) of rows, `value` [rows], and the gradient of Σ slope · ln q to
   * `flat`. The caller owns both.
   *
   * @param slope what the loss gains with each row's ln q, [rows]
   * @throws as `residualLogProb`, and ShapeError unless there is one slope a row
   */
  residualGradient(
    flat: tf.Tensor,
    { residual, context, slope }: Record<'residual' | 'context' | 'slope', tf.Tensor>,
    dropout?: Rng,
  ): { value: tf.Tensor; grad: tf.Tensor } {
    const where = 'ConditionalFlow.residualGradient';
    this.expectLive('residualGradient');
    expectEvents(slope, [], 'slope', where);
    if (slope.shape.length !== 1 || slope.shape[0] !== residual?.shape?.[0]) {
      throw new ShapeError('slope', `have shape [${residual?.shape?.[0]}]`, slope.shape, where);
    }
    this.expectRows({ flat, residual, context }, where);
    return tf.tidy(() => {
      const isRecorded = tf.engine().state.gradientDepth > 0;
      const found =
        dropout || isRecorded
          ? undefined
          : fusedGradient({ flat, rows: residual, x: context }, slope, this.parts);
      if (found) return found;
      const logProb = (at: tf.Tensor) => this.residualLogProb(at, residual, context, dropout);
      return tf.valueAndGrad(logProb)(flat, slope);
    });
  }

  /** Frees parameters and preconditioner. Twice is harmless; any later use throws. */
  dispose(): void {
    this.disposed = true;
    this.parameters.dispose();
    this.preconditioner.dispose();
    this.mask?.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** So many contexts. */
  private shapeOf(batch: Shape): number[] {
    return [...batch, ...this.contextShape];
  }

  /** The trained part at contexts [...batch, ...contextShape]; call it in a scope. */
  private trained({ flat, mask, x }: TrainedTensors, dropout?: Rng): TrainedModel {
    const { model, network } = this.parts;
    const make = (weights: tf.Tensor, context: tf.Tensor) =>
      model.given(unpack(model.weights, weights), context, dropout);
    const fused = dropout ? undefined : model.fused;
    const context = this.contextOf(flat, x, leadShape(x, this.contextShape));
    const own = network ? tf.slice(flat, 0, weightCount(model.weights)) : flat;
    return new TrainedModel({ flat: own, mask, context }, fused, make);
  }

  /** What the model reads, [...batch, C], of contexts [...batch, ...contextShape]; call it in a scope. */
  private contextOf(flat: tf.Tensor, x: tf.Tensor, batch: Shape): tf.Tensor {
    const { model, network } = this.parts;
    const shape = this.contextShape;
    if (!network) return shape.length === 1 ? x : tf.reshape(x, [...batch, sizeOf(shape)]);
    const begin = weightCount(model.weights);
    const own = begin < flat.size ? tf.slice(flat, begin, flat.size - begin) : tf.tensor1d([]);
    const rows = tf.reshape(x, [sizeOf(batch), ...shape]);
    return tf.reshape(applyNetwork(network, own, rows), [...batch, network.outputs]);
  }

  private exactFlow(trained: TrainedModel, scaled: tf.Tensor): ExactFlow {
    const { values, clip, xShape } = this.preconditioner;
    return new ExactFlow({
      residual: trained.distribution() as ExactResidual,
      trained,
      mean: this.preconditioner.mean(scaled),
      support: this.support,
      select: (coordinates, mean) => {
        using preconditioner = new Preconditioner(selectValues(values, coordinates), clip, xShape);
        return preconditioner.givenMean(mean);
      },
      coordinates: Array.from({ length: this.dim }, (_, i) => i),
    });
  }

  private expectLeftOut(leftOut: tf.Tensor, rows: number, where: string): void {
    if (this.architecture.recipe.reads !== 'predictions') {
      throw new ShapeError('leftOut', 'be left out of a flow that reads x', 'some', where);
    }
    expectEvents(leftOut, [this.dim], 'leftOut', where);
    if (leftOut.size === rows * this.dim) return;
    throw new ShapeError('leftOut', `have shape [${rows}, ${this.dim}]`, leftOut.shape, where);
  }

  /** @throws ShapeError unless there is one context a residual, of this flow's shapes, and all weights */
  private expectRows(
    { flat, residual, context }: Record<'flat' | 'residual' | 'context', tf.Tensor>,
    where: string,
  ): void {
    expectEvents(flat, [this.parameters.size], 'flat', where);
    expectEvents(residual, [this.dim], 'residual', where);
    const shape = this.shapeOf(leadShape(residual, [this.dim]));
    if (context?.shape?.join() === shape.join()) return;
    const received = context?.shape ?? describeValue(context);
    throw new ShapeError('context', `have shape ${describeValue(shape)}`, received, where);
  }

  private expectLive(method: string): void {
    if (!this.disposed) return;
    throw new SbiError('disposed', `ConditionalFlow.${method} must not be used after dispose().`);
  }
}

/** The weights, the mask where there is one, and contexts [...batch, ...contextShape]. */
interface TrainedTensors {
  readonly flat: tf.Tensor;
  readonly mask: tf.Tensor | undefined;
  readonly x: tf.Tensor;
}
