import { broadcastShapes, expectEvents, type Shape } from '@sbi/core';
import { Bijector, inScope, type WithLogDet } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import type { WeightSpec, Weights } from '../conditional.ts';
import { dense } from '../ops/dense.ts';
import { type Dropout, drop } from '../ops/dropout.ts';
import { joinPairs, splitPairs } from './pairs.ts';
import type { ScalarMap } from './scalarMap.ts';

/** One step of a coupling flow. */
export interface CouplingOptions {
  readonly dim: number;
  /** Whether the coordinates 0, 2, 4, … are mapped, given the others; else 1, 3, 5, …. One coordinate is always mapped. */
  readonly mapsEven: boolean;
  /** How many numbers the context has. */
  readonly context: number;
  /** Units of every hidden layer. */
  readonly hidden: number;
  /** Residual blocks of the network. */
  readonly blocks: number;
  /** What is done to each coordinate. */
  readonly map: ScalarMap;
  /** How many hidden layers read the context where there is but one coordinate, in place of the residual network. */
  readonly contextLayers?: number;
}

/**
 * One step of a coupling flow: half of the coordinates stay, and give with the context the numbers of a monotone map of
 * the other half. Dinh, Sohl-Dickstein & Bengio 2017, https://arxiv.org/abs/1605.08803; Durkan et al. 2019, §3,
 * https://arxiv.org/abs/1906.04032.
 *
 * The network is the residual one of nflows and sbi: a linear layer of the fixed half and the context; blocks h + s · g of
 * two layers s, each behind a relu, and gates g = sigmoid of a layer of the context; a linear layer. One coordinate has
 * nothing beside it: with `contextLayers` a plain relu network of the context is there instead.
 */
export class Coupling {
  readonly weights: WeightSpec;
  readonly options: CouplingOptions;

  constructor(options: CouplingOptions) {
    this.options = options;
    const { dim, context, hidden, blocks, map, contextLayers } = options;
    const mapped = mappedCount(options);
    const plain = dim === 1 && contextLayers !== undefined;
    const middle = plain
      ? Array.from({ length: contextLayers }, (_, i) => layer(`hidden.${i}`, hidden, hidden))
      : Array.from({ length: blocks }, (_, i) => [
          ...layer(`blocks.${i}.first`, hidden, hidden),
          ...layer(`blocks.${i}.second`, hidden, hidden),
          ...layer(`blocks.${i}.gate`, context, hidden),
        ]);
    this.weights = Object.fromEntries([
      ...layer('input', dim - mapped + context, hidden),
      ...middle.flat(),
      ...layer('output', hidden, map.columns * mapped),
    ]);
  }

  /**
   * The step at a context [..., context]. The caller owns it.
   *
   * @param weights taken over: the step disposes them
   */
  given(weights: Weights, context: tf.Tensor, dropout?: Dropout): Bijector {
    expectEvents(context, [this.options.context], 'context', 'Coupling.given');
    return inScope(() => new CouplingStep(weights, context, this.options, dropout));
  }
}

/** How many coordinates are mapped. */
export function mappedCount({ dim, mapsEven }: Pick<CouplingOptions, 'dim' | 'mapsEven'>): number {
  return mapsEven || dim === 1 ? Math.ceil(dim / 2) : Math.floor(dim / 2);
}

function layer(name: string, inputs: number, outputs: number): [string, Shape][] {
  return [
    [`${name}.kernel`, [inputs, outputs]],
    [`${name}.bias`, [outputs]],
  ];
}

class CouplingStep extends Bijector {
  readonly dim: number;
  override readonly batchShape: Shape;
  protected readonly network: Weights;
  /** What the context alone comes to: its share of the first layer, and the gates. */
  protected readonly share: tf.Tensor;
  protected readonly gates: readonly tf.Tensor[];
  /** The kernel of the fixed half in the first layer. */
  protected readonly fixedKernel: tf.Tensor | undefined;
  protected readonly options: Omit<CouplingOptions, 'map'>;
  protected readonly apply: ScalarMap['apply'];
  protected readonly solve: ScalarMap['solve'];
  protected readonly dropout: Dropout | undefined;

  constructor(
    network: Weights,
    context: tf.Tensor,
    { map, ...options }: CouplingOptions,
    dropout: Dropout | undefined,
  ) {
    super();
    this.dim = options.dim;
    this.batchShape = context.shape.slice(0, -1);
    this.network = network;
    this.options = options;
    this.apply = map.apply;
    this.solve = map.solve;
    this.dropout = dropout;
    const fixed = options.dim - mappedCount(options);
    const [kernel, bias] = layerOf(network, 'input');
    const { hidden } = options;
    this.fixedKernel = fixed > 0 ? tf.slice(kernel, [0, 0], [fixed, hidden]) : undefined;
    this.share = dense(context, tf.slice(kernel, [fixed, 0], [options.context, hidden]), bias);
    this.gates = this.isPlain
      ? []
      : Array.from({ length: options.blocks }, (_, i) =>
          tf.sigmoid(dense(context, ...layerOf(network, `blocks.${i}.gate`))),
        );
  }

  protected override _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    return this.transform(theta, this.apply);
  }

  protected override _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return this.transform(z, this.solve);
  }

  private get isPlain(): boolean {
    return this.dim === 1 && this.options.contextLayers !== undefined;
  }

  private transform(events: tf.Tensor, map: ScalarMap['apply']): WithLogDet {
    const shape = [...broadcastShapes(events.shape.slice(0, -1), this.batchShape, 'Coupling'), this.dim];
    const whole = events.shape.join() === shape.join() ? events : tf.add(events, tf.zeros(shape));
    if (this.dim === 1) return map(whole, this.parametersAt(undefined));
    const [even, odd] = splitPairs(whole);
    if (this.options.mapsEven) {
      const [mapped, logDet] = map(even, this.parametersAt(odd));
      return [joinPairs(mapped, odd), logDet];
    }
    const [mapped, logDet] = map(odd, this.parametersAt(even));
    return [joinPairs(even, mapped), logDet];
  }

  /** What the network makes of the fixed half and the context: the numbers of the map. */
  private parametersAt(fixed: tf.Tensor | undefined): tf.Tensor {
    const { network, share, fixedKernel } = this;
    let features = share;
    if (fixed && fixedKernel) {
      const none = tf.zeros([this.options.hidden]);
      features = tf.add(dense(fixed, fixedKernel, none), share);
    }
    if (this.isPlain) {
      for (let i = 0; i < (this.options.contextLayers as number); i++) {
        features = dense(tf.relu(features), ...layerOf(network, `hidden.${i}`));
      }
      return dense(tf.relu(features), ...layerOf(network, 'output'));
    }
    this.gates.forEach((gate, i) => {
      const first = dense(tf.relu(features), ...layerOf(network, `blocks.${i}.first`));
      const inner = drop(tf.relu(first), this.dropout);
      const second = dense(inner, ...layerOf(network, `blocks.${i}.second`));
      features = tf.add(features, tf.mul(second, gate));
    });
    return dense(features, ...layerOf(network, 'output'));
  }
}

function layerOf(weights: Weights, name: string): [kernel: tf.Tensor, bias: tf.Tensor] {
  return [weights[`${name}.kernel`] as tf.Tensor, weights[`${name}.bias`] as tf.Tensor];
}
