import { describeValue, expectEvents, leadShape, ShapeError, sizeOf } from '@sbi/core';
import { type Distribution, inScope, type Support } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import { type Architecture, checkArchitecture, layoutOf, stepsOf } from './architecture.ts';
import type { ConditionalDistribution, Weights } from './conditional.ts';
import { ConditionedFlow } from './conditionedFlow.ts';
import { expectLive } from './expectLive.ts';
import { type Parameters, weightCount } from './parameters.ts';
import type { Preconditioner } from './precondition/preconditioner.ts';
import { type StepTensors, TrainedSteps } from './trainedSteps.ts';
import type { MaskedAutoregressive } from './transforms/maskedAutoregressive.ts';

/** What training reads of a table, computed once: the residuals of θ, their log-determinants, and the contexts. */
export type Prepared = {
  /** [rows, D] */
  readonly residual: tf.Tensor;
  /** ln|∂ residual/∂θ|, [rows] */
  readonly logDet: tf.Tensor;
  /** [rows, C] */
  readonly context: tf.Tensor;
};

/**
 * A conditional normalizing flow q(θ | x): autoregressive steps over the residual that a fixed preconditioner leaves.
 *
 * ln q(θ | x) = ln|∂r/∂θ| + ln N(z; 0, I) + Σ ln|∂z/∂r|, where r is the residual of θ and the steps carry r to z.
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
  protected readonly steps: readonly MaskedAutoregressive[];
  /** One number a weight: 0 where the autoregressive order forbids it. */
  protected readonly mask: tf.Tensor;

  constructor(architecture: Architecture, parameters: Parameters, preconditioner: Preconditioner) {
    this.architecture = checkArchitecture(architecture, 'ConditionalFlow');
    this.dim = preconditioner.values.low.length;
    this.parameters = parameters;
    this.preconditioner = preconditioner;
    this.steps = stepsOf(this.architecture);
    expectParts(this.architecture, parameters, preconditioner);
    this.mask = tf.keep(tf.tensor1d(flatMask(this.steps)));
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
      const context = this.preconditioner.context(x);
      const [flat, mask] = [tf.clone(this.parameters.flat), tf.clone(this.mask)];
      const steps = this.stepsGiven({ flat, mask, context });
      const preconditioning = this.preconditioner.given(context);
      return new ConditionedFlow(preconditioning, steps, leadShape(x, xShape), this.support);
    });
  }

  /**
   * The fixed part of the density, for rows of θ [rows, D] and x [rows, ...xShape]; the caller owns three tensors.
   *
   * @throws ShapeError unless θ and x have these shapes
   * @throws SbiError after `dispose`
   */
  prepare(theta: tf.Tensor, x: tf.Tensor): Prepared {
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
    return tf.tidy(() => {
      const context = this.preconditioner.context(x);
      const [residual, logDet] = this.preconditioner.given(context).inverseAndLogDet(theta);
      return { residual, logDet, context };
    });
  }

  /**
   * The trained part of the density: ln q(residual | context), [rows, D] and [rows, C] → [rows], differentiable in `flat`,
   * the weights in the layout of `parameters`. The caller owns the answer.
   *
   * @throws ShapeError unless the three have these shapes
   * @throws SbiError after `dispose`
   */
  residualLogProb(flat: tf.Tensor, residual: tf.Tensor, context: tf.Tensor): tf.Tensor {
    this.expectLive('residualLogProb');
    expectEvents(flat, [this.parameters.size], 'flat', 'ConditionalFlow.residualLogProb');
    expectEvents(residual, [this.dim], 'residual', 'ConditionalFlow.residualLogProb');
    const shape = [...leadShape(residual, [this.dim]), sizeOf(this.architecture.xShape)];
    if (context?.shape?.join() !== shape.join()) {
      const received = context?.shape ?? describeValue(context);
      throw new ShapeError(
        'context',
        `have shape ${describeValue(shape)}`,
        received,
        'ConditionalFlow.residualLogProb',
      );
    }
    return tf.tidy(() => this.stepsGiven({ flat, mask: this.mask, context }).logProb(residual));
  }

  /** Frees parameters and preconditioner. Twice is harmless; any later use throws. */
  dispose(): void {
    this.parameters.dispose();
    this.preconditioner.dispose();
    this.mask.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private stepsGiven(tensors: StepTensors): TrainedSteps {
    const { parameters, steps } = this;
    const { recipe, orders, xShape } = this.architecture;
    const { hidden, blocks } = recipe;
    const attributes = { orders: orders.map((order) => [...order]), context: sizeOf(xShape), hidden, blocks };
    return new TrainedSteps(tensors, attributes, (masked, context) => {
      const named = parameters.unpack(masked);
      return steps.map((step, i) => step.given(weightsOf(step, named, i), context));
    });
  }

  private expectLive(method: string): void {
    expectLive(this.mask, `ConditionalFlow.${method}`);
  }
}

function weightsOf({ weights }: MaskedAutoregressive, named: Weights, step: number): Weights {
  const own = Object.keys(weights).map((name) => [name, named[`transforms.${step}.${name}`] as tf.Tensor]);
  return Object.fromEntries(own) as Weights;
}

/** In the order of the layout. */
export function flatMask(steps: readonly MaskedAutoregressive[]): Float32Array {
  const flat = new Float32Array(steps.reduce((sum, step) => sum + weightCount(step.weights), 0)).fill(1);
  let offset = 0;
  for (const step of steps) {
    const masks = step.masks();
    for (const [name, shape] of Object.entries(step.weights)) {
      const mask = masks[name];
      if (mask) flat.set(mask, offset);
      offset += sizeOf(shape);
    }
  }
  return flat;
}

function expectParts(
  architecture: Architecture,
  parameters: Parameters,
  { values, xShape }: Preconditioner,
): void {
  const where = 'ConditionalFlow';
  const [want, got] = [layoutOf(architecture), parameters.spec].map((spec) => JSON.stringify(spec));
  if (want !== got) {
    const expected = `have the layout of the architecture, ${weightCount(layoutOf(architecture))} weights`;
    throw new ShapeError('parameters', expected, `${parameters.size} in another`, where);
  }
  const dim = architecture.orders[0]?.length;
  if (values.low.length === dim && xShape.join() === architecture.xShape.join()) return;
  const received = `${values.low.length} and ${describeValue(xShape)}`;
  const expected = `have dim ${dim} and xShape ${describeValue(architecture.xShape)}`;
  throw new ShapeError('preconditioner', expected, received, where);
}
