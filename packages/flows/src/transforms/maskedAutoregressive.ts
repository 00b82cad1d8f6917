import { Bijector, type WithLogDet } from '@sbi/distributions';
import {
  add,
  div,
  log,
  mul,
  neg,
  slice,
  softplus,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor1d,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { ConditionalBijector, WeightSpec, Weights } from '../conditional.ts';
import { dense } from '../ops/dense.ts';

/** The smallest scale of one step, as in sbi. */
export const SCALE_FLOOR = 1e-3;

/** The raw scale at which softplus(raw) + SCALE_FLOOR is 1: where an identity step starts. */
export const RAW_UNIT_SCALE: number = Math.log(Math.expm1(1 - SCALE_FLOOR));

export interface MaskedAutoregressiveOptions {
  /** The place 0 … dim − 1 of every coordinate in the autoregressive order. */
  readonly order: readonly number[];
  readonly context: number;
  readonly hidden: number;
  readonly blocks: number;
}

/**
 * One step of a masked autoregressive flow: z_i = θ_i · scale_i + shift_i, where scale and shift depend on the context
 * and on the coordinates before i in the order.
 *
 * Papamakarios et al. 2017, *Masked Autoregressive Flow*, eq. 4, with the network of sbi: a masked input layer plus
 * tanh of a projection of the context, masked tanh layers, scale = softplus + 10⁻³. The density direction is one pass;
 * sampling solves one coordinate a pass.
 */
export class MaskedAutoregressive implements ConditionalBijector {
  readonly weights: WeightSpec;
  readonly options: MaskedAutoregressiveOptions;

  constructor(options: MaskedAutoregressiveOptions) {
    const { order, context, hidden, blocks } = options;
    const dim = order.length;
    const layers = Array.from({ length: blocks }, (_, i) => [
      [`hidden.${i}.kernel`, [hidden, hidden]],
      [`hidden.${i}.bias`, [hidden]],
    ]).flat();
    this.options = options;
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

  /** `weights` are already masked. The result keeps what it needs in its fields, so it may leave a tidy. */
  given(weights: Weights, context: Tensor): Bijector {
    const projected = dense(
      context,
      weights['context.kernel'] as Tensor,
      weights['context.bias'] as Tensor,
      'tanh',
    );
    return new AutoregressiveStep(weights, projected, this.options);
  }
}

class AutoregressiveStep extends Bijector {
  readonly dim: number;
  protected readonly network: Weights;
  protected readonly context: Tensor;
  protected readonly order: readonly number[];
  protected readonly blocks: number;

  constructor(network: Weights, context: Tensor, { order, blocks }: MaskedAutoregressiveOptions) {
    super();
    this.dim = order.length;
    this.network = network;
    this.context = context;
    this.order = order;
    this.blocks = blocks;
  }

  protected override _inverseAndLogDet(theta: Tensor): WithLogDet {
    const [shift, scale] = this.parametersAt(theta);
    return [add(mul(theta, scale), shift), sum(log(scale), -1)];
  }

  protected override _forwardAndLogDet(z: Tensor): WithLogDet {
    let theta = zerosLike(z);
    let scale = theta;
    for (let place = 0; place < this.dim; place++) {
      const [shift, next] = this.parametersAt(theta);
      scale = next;
      const solved = div(sub(z, shift), scale);
      const unit = tensor1d(this.order.map((at) => Number(at === place)));
      theta = add(theta, mul(solved, unit)); // the coordinates after it are still zero, and are not looked at
    }
    return [theta, neg(sum(log(scale), -1))];
  }

  /** Shift and scale of every coordinate, [..., dim] each. */
  private parametersAt(theta: Tensor): [shift: Tensor, scale: Tensor] {
    const layer = (name: string) =>
      [this.network[`${name}.kernel`] as Tensor, this.network[`${name}.bias`] as Tensor] as const;
    let features = tanh(add(dense(theta, ...layer('input')), this.context));
    for (let i = 0; i < this.blocks; i++) features = dense(features, ...layer(`hidden.${i}`), 'tanh');
    const output = dense(features, ...layer('output'));
    const lead = output.shape.slice(0, -1);
    const half = (begin: number) => slice(output, [...lead.map(() => 0), begin], [...lead, this.dim]);
    return [half(0), add(softplus(half(this.dim)), SCALE_FLOOR)];
  }
}
