import { describeValue, expectEvents, type Shape, ShapeError } from '@sbi/core';
import { Bijector, type WithLogDet } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import type { ConditionalBijector, WeightSpec, Weights } from '../conditional.ts';
import { dense } from '../ops/dense.ts';
import { type Dropout, drop } from '../ops/dropout.ts';
import { isPermutation, networkMasks } from './masks.ts';
import { affineMap, affineSplineMap, identityBias, type ScalarMap, type SplineOptions } from './scalarMap.ts';

/** What a `MaskedAutoregressive` is made of. */
export interface MaskedAutoregressiveOptions {
  /** The place 0 … dim − 1 of every coordinate in the autoregressive order. */
  readonly order: readonly number[];
  /** How many numbers the context has. */
  readonly context: number;
  /** Units of every hidden layer. */
  readonly hidden: number;
  /** Hidden layers after the input layer. */
  readonly blocks: number;
  /** Where every coordinate goes on through a rational-quadratic spline, the identity beyond ±bound. */
  readonly spline?: SplineOptions;
}

/**
 * One step of a masked autoregressive flow: z_i = θ_i · scale_i + shift_i, where shift and scale depend on the context
 * and on the coordinates before i in the order; or a monotone rational-quadratic spline of that, whose knots depend on the
 * same.
 *
 * Papamakarios et al. 2017, *Masked Autoregressive Flow*, eq. 4, https://arxiv.org/abs/1705.07057, with the network of
 * sbi: a masked input layer plus tanh of a projection of the context, masked tanh layers, scale = softplus + 10⁻³. Its
 * output holds for every coordinate a shift and a raw scale, and for a spline of K bins K logits of widths, K of heights
 * and K − 1 raw slopes (`RationalQuadraticSpline`): number c of coordinate i is column c · dim + i. The density direction (`inverse`) is one pass of the network; sampling (`forward`) solves one coordinate a pass.
 *
 * @throws ShapeError unless the order is a permutation of 0 … dim − 1 and the counts are integers from 1
 * @example
 * import { MaskedAutoregressive } from '@sbi/flows';
 * import * as tf from '@tensorflow/tfjs-core';
 * const step = new MaskedAutoregressive({ order: [0, 1], context: 1, hidden: 8, blocks: 1 });
 * const zeros = Object.entries(step.weights).map(([name, shape]) => [name, tf.zeros(shape)]);
 * using f = step.given(Object.fromEntries(zeros), tf.zeros([1])); // takes the weights over
 * console.log((await f.inverse(tf.ones([2])).data())[0].toFixed(3)); // → 0.694
 */
export class MaskedAutoregressive implements ConditionalBijector {
  readonly weights: WeightSpec;
  readonly options: MaskedAutoregressiveOptions;

  constructor(options: MaskedAutoregressiveOptions) {
    this.options = checkOptions(options);
    const { order, context, hidden, blocks } = this.options;
    const dim = order.length;
    const outputs = mapOf(this.options.spline).columns * dim;
    const layers = Array.from({ length: blocks }, (_, i) => [
      [`hidden.${i}.kernel`, [hidden, hidden]],
      [`hidden.${i}.bias`, [hidden]],
    ]).flat();
    this.weights = Object.fromEntries([
      ['input.kernel', [dim, hidden]],
      ['input.bias', [hidden]],
      ['context.kernel', [context, hidden]],
      ['context.bias', [hidden]],
      ...layers,
      ['output.kernel', [hidden, outputs]],
      ['output.bias', [outputs]],
    ]) as WeightSpec;
  }

  /** What an output of the network starts at for a step that is the identity: 1 of a scale or slope, else 0. */
  identityBias(): Float32Array {
    return identityBias(mapOf(this.options.spline), this.options.order.length);
  }

  /** For every weight that the order restricts: 1 where it may pass information on, 0 where it must be 0. */
  masks(): Readonly<Record<string, Float32Array>> {
    const { order, hidden, spline } = this.options;
    return networkMasks(this.weights, order, hidden, mapOf(spline).columns);
  }

  /**
   * The step at a context [..., context]. The caller owns it.
   *
   * @param weights already multiplied by `masks()`; they are taken over: the step disposes them
   * @param dropout what to leave out of every layer but the first, in training
   * @throws ShapeError naming a weight that is missing or misshapen, or the context
   */
  given(weights: Weights, context: tf.Tensor, dropout?: Dropout): Bijector {
    const where = 'MaskedAutoregressive.given';
    expectEvents(context, [this.options.context], 'context', where);
    expectWeights(weights, this.weights, where);
    const projected = tf.tidy(() => dense(context, ...layerOf(weights, 'context'), 'tanh'));
    return new AutoregressiveStep(weights, projected, this.options, dropout);
  }
}

function mapOf(spline: SplineOptions | undefined): ScalarMap {
  return spline ? affineSplineMap(spline) : affineMap;
}

class AutoregressiveStep extends Bijector {
  readonly dim: number;
  override readonly batchShape: Shape;
  protected readonly network: Weights;
  protected readonly context: tf.Tensor;
  protected readonly order: readonly number[];
  protected readonly blocks: number;
  protected readonly map: ScalarMap;
  protected readonly dropout: Dropout | undefined;

  constructor(
    network: Weights,
    context: tf.Tensor,
    { order, blocks, spline }: MaskedAutoregressiveOptions,
    dropout: Dropout | undefined,
  ) {
    super();
    this.dim = order.length;
    this.batchShape = context.shape.slice(0, -1);
    this.network = network;
    this.context = context;
    this.order = order;
    this.blocks = blocks;
    this.map = mapOf(spline);
    this.dropout = dropout;
  }

  protected override _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    return this.map.apply(theta, this.parametersAt(theta));
  }

  protected override _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    let theta = tf.zerosLike(z);
    let logDet: tf.Tensor = tf.scalar(0);
    for (let place = 0; place < this.dim; place++) {
      const solved = this.map.solve(z, this.parametersAt(theta));
      logDet = solved[1];
      const unit = tf.tensor1d(this.order.map((at) => Number(at === place)));
      theta = tf.add(theta, tf.mul(solved[0], unit)); // the coordinates after it are still zero, and are not looked at
    }
    return [theta, logDet];
  }

  /** What the network gives for every coordinate, [..., columns · dim]. */
  private parametersAt(theta: tf.Tensor): tf.Tensor {
    const { network } = this;
    let features = tf.tanh(tf.add(dense(theta, ...layerOf(network, 'input')), this.context));
    for (let i = 0; i < this.blocks; i++) {
      features = drop(dense(features, ...layerOf(network, `hidden.${i}`), 'tanh'), this.dropout);
    }
    return dense(features, ...layerOf(network, 'output'));
  }
}

function layerOf(weights: Weights, layer: string): [kernel: tf.Tensor, bias: tf.Tensor] {
  return [weights[`${layer}.kernel`] as tf.Tensor, weights[`${layer}.bias`] as tf.Tensor];
}

function checkOptions(options: MaskedAutoregressiveOptions): MaskedAutoregressiveOptions {
  const { order, context, hidden, blocks, spline } = options;
  const counts = { context, hidden, blocks };
  if (!isPermutation(order)) {
    const expected = 'hold every place from 0 to dim - 1 once';
    throw new ShapeError('order', expected, describeValue(order), 'MaskedAutoregressive');
  }
  for (const name of ['context', 'hidden', 'blocks'] as const) {
    if (Number.isSafeInteger(counts[name]) && counts[name] >= 1) continue;
    throw new ShapeError(name, 'be an integer from 1', describeValue(counts[name]), 'MaskedAutoregressive');
  }
  return { ...counts, order: [...order], ...(spline && { spline: { ...spline } }) };
}

function expectWeights(weights: Weights, spec: WeightSpec, where: string): void {
  for (const [name, shape] of Object.entries(spec)) {
    const weight = weights?.[name];
    const fits =
      weight?.shape.length === shape.length && shape.every((length, i) => length === weight.shape[i]);
    if (fits) continue;
    throw new ShapeError(
      `weight ${name}`,
      `have shape [${shape.join(', ')}]`,
      weight?.shape ?? 'none',
      where,
    );
  }
}
