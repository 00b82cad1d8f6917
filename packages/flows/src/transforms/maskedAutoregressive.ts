import { describeValue, expectEvents, type Shape, ShapeError } from '@sbi/core';
import { Bijector, type WithLogDet } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import type { ConditionalBijector, WeightSpec, Weights } from '../conditional.ts';
import { dense } from '../ops/dense.ts';
import { type Dropout, drop } from '../ops/dropout.ts';
import { isPermutation, networkMasks } from './masks.ts';

/** The smallest scale of one step, as in sbi. */
const SCALE_FLOOR = 1e-3;

/** The raw scale at which softplus(raw) + SCALE_FLOOR is 1: where an identity step starts. */
export const RAW_UNIT_SCALE: number = Math.log(Math.expm1(1 - SCALE_FLOOR));

export interface MaskedAutoregressiveOptions {
  /** The place 0 … dim − 1 of every coordinate in the autoregressive order. */
  readonly order: readonly number[];
  /** How many numbers the context has. */
  readonly context: number;
  /** Units of every hidden layer. */
  readonly hidden: number;
  /** Hidden layers after the input layer. */
  readonly blocks: number;
}

/**
 * One step of a masked autoregressive flow: z_i = θ_i · scale_i + shift_i, where shift and scale depend on the context
 * and on the coordinates before i in the order.
 *
 * Papamakarios et al. 2017, *Masked Autoregressive Flow*, eq. 4, https://arxiv.org/abs/1705.07057, with the network of
 * sbi: a masked input layer plus tanh of a projection of the context, masked tanh layers, scale = softplus + 10⁻³. The
 * density direction (`inverse`) is one pass of the network; sampling (`forward`) solves one coordinate a pass.
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
      ['output.kernel', [hidden, 2 * dim]],
      ['output.bias', [2 * dim]],
    ]) as WeightSpec;
  }

  /** For every weight that the order restricts: 1 where it may pass information on, 0 where it must be 0. */
  masks(): Readonly<Record<string, Float32Array>> {
    return networkMasks(this.weights, this.options.order, this.options.hidden, 2);
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

class AutoregressiveStep extends Bijector {
  readonly dim: number;
  override readonly batchShape: Shape;
  protected readonly network: Weights;
  protected readonly context: tf.Tensor;
  protected readonly order: readonly number[];
  protected readonly blocks: number;
  protected readonly dropout: Dropout | undefined;

  constructor(
    network: Weights,
    context: tf.Tensor,
    { order, blocks }: MaskedAutoregressiveOptions,
    dropout: Dropout | undefined,
  ) {
    super();
    this.dim = order.length;
    this.batchShape = context.shape.slice(0, -1);
    this.network = network;
    this.context = context;
    this.order = order;
    this.blocks = blocks;
    this.dropout = dropout;
  }

  protected override _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    const [shift, scale] = this.parametersAt(theta);
    return [tf.add(tf.mul(theta, scale), shift), tf.sum(tf.log(scale), -1)];
  }

  protected override _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    let theta = tf.zerosLike(z);
    let scale = theta;
    for (let place = 0; place < this.dim; place++) {
      const [shift, next] = this.parametersAt(theta);
      scale = next;
      const solved = tf.div(tf.sub(z, shift), scale);
      const unit = tf.tensor1d(this.order.map((at) => Number(at === place)));
      theta = tf.add(theta, tf.mul(solved, unit)); // the coordinates after it are still zero, and are not looked at
    }
    return [theta, tf.neg(tf.sum(tf.log(scale), -1))];
  }

  /** Shift and scale of every coordinate, [..., dim] each. */
  private parametersAt(theta: tf.Tensor): [shift: tf.Tensor, scale: tf.Tensor] {
    const { network } = this;
    let features = tf.tanh(tf.add(dense(theta, ...layerOf(network, 'input')), this.context));
    for (let i = 0; i < this.blocks; i++) {
      features = drop(dense(features, ...layerOf(network, `hidden.${i}`), 'tanh'), this.dropout);
    }
    const output = dense(features, ...layerOf(network, 'output'));
    const [shift, raw] = tf.split(output, 2, -1) as [tf.Tensor, tf.Tensor];
    return [shift, tf.add(tf.softplus(raw), SCALE_FLOOR)];
  }
}

function layerOf(weights: Weights, layer: string): [kernel: tf.Tensor, bias: tf.Tensor] {
  return [weights[`${layer}.kernel`] as tf.Tensor, weights[`${layer}.bias`] as tf.Tensor];
}

function checkOptions({ order, ...counts }: MaskedAutoregressiveOptions): MaskedAutoregressiveOptions {
  if (!isPermutation(order)) {
    const expected = 'hold every place from 0 to dim - 1 once';
    throw new ShapeError('order', expected, describeValue(order), 'MaskedAutoregressive');
  }
  for (const name of ['context', 'hidden', 'blocks'] as const) {
    if (Number.isSafeInteger(counts[name]) && counts[name] >= 1) continue;
    throw new ShapeError(name, 'be an integer from 1', describeValue(counts[name]), 'MaskedAutoregressive');
  }
  return { ...counts, order: [...order] };
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
