import { describeValue, type Shape, ShapeError, sizeOf } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { WeightSpec, Weights } from '../conditional.ts';
import type { Network, NetworkRecipe } from '../network.ts';
import { convolve, maxPool } from '../ops/convolve.ts';
import type { Attributes } from '../ops/runFused.ts';
import { activate } from './activation.ts';
import {
  applyLayers,
  type LayersOptions,
  layerAttributes,
  layerWeights,
  prefixed,
  unprefixed,
} from './layers.ts';
import { HEAD, type HeadSettings } from './mlp.ts';
import { checkSettings, count, counts, type Rules } from './settings.ts';

/** Settings of a convolutional network: layers of convolution, activation and pooling, then fully connected ones. */
export interface ConvolutionSettings extends HeadSettings {
  /** Output channels of every layer of convolution ([8, 16]). */
  readonly channels: readonly number[];
  /** Places that a kernel sees along an axis (5). */
  readonly kernel: number;
  /** Zeros on either side, fewer than the kernel; by default kernel / 2, rounded down: no length is lost. */
  readonly padding: number;
  /** Of so many neighbours along an axis the greatest goes on (2); all there are where fewer are left. */
  readonly pool: number;
}

/** A convolutional network as plain JSON. */
export interface ConvolutionRecipe extends NetworkRecipe, ConvolutionSettings {
  readonly kind: 'convolution1d' | 'convolution2d';
}

const RULES: Rules = {
  channels: counts(1, 4096),
  kernel: count(1, 256),
  padding: count(0, 256),
  pool: count(1, 256),
  ...HEAD,
};

/**
 * The recipe of a convolutional network over a series x [T, C]: T times, C channels.
 *
 * Two layers of kernel 5 with 8 and 16 channels, each pooled by pairs; then a hidden layer of 50, and 20 outputs. Python
 * sbi's `CNNEmbedding((T,), in_channels=C)` is `convolution1d({ channels: [6, 12], padding: 1, last: 'activated' })`.
 *
 * @throws ShapeError naming a setting that is unknown or out of range
 * @example
 * import { matrixOf, Rng } from '@sbi/core';
 * import { buildFlow, convolution1d, maf } from '@sbi/flows';
 * const rng = Rng.fromSeed(1);
 * const numbers = (count) => Float32Array.from({ length: count }, () => rng.normal());
 * const rows = { theta: matrixOf(numbers(10), 1), x: matrixOf(numbers(10 * 60), 60), xShape: [30, 2] }; // 30 times, 2 channels
 * using flow = buildFlow(maf(), rows, { seed: 2, embedding: convolution1d() });
 * console.log(flow.parameters.spec['embedding.convolution.0.kernel'].join()); // → 5,2,8
 */
export function convolution1d(options: Partial<ConvolutionSettings> = {}): ConvolutionRecipe {
  return convolution('convolution1d', options);
}

/**
 * The recipe of a convolutional network over an image x [H, W, C]: rows, columns, channels; otherwise as `convolution1d`.
 *
 * Python sbi's `CNNEmbedding((H, W), in_channels=C)` is
 * `convolution2d({ channels: [6, 12], padding: 1, last: 'activated' })`.
 *
 * @throws ShapeError naming a setting that is unknown or out of range
 * @example
 * import { convolution2d } from '@sbi/flows';
 * console.log(convolution2d({ kernel: 3 }).padding); // → 1
 */
export function convolution2d(options: Partial<ConvolutionSettings> = {}): ConvolutionRecipe {
  return convolution('convolution2d', options);
}

function convolution(
  kind: ConvolutionRecipe['kind'],
  options: Partial<ConvolutionSettings>,
): ConvolutionRecipe {
  const kernel = options.kernel ?? 5;
  const recipe = {
    kind,
    channels: [8, 16],
    kernel,
    padding: Math.floor(kernel / 2),
    pool: 2,
    hidden: 50,
    layers: 1,
    outputs: 20,
    activation: 'relu',
    last: 'linear',
    ...options,
  };
  return checkConvolution(recipe, kind);
}

function checkConvolution(recipe: NetworkRecipe, where: string): ConvolutionRecipe {
  const settings = checkSettings<ConvolutionRecipe>(recipe, RULES, where);
  const { kind, kernel, padding } = settings;
  if (padding < kernel) return settings;
  throw new ShapeError(`${kind}.padding`, `be less than its kernel, ${kernel}`, String(padding), where);
}

export function makeConvolution(recipe: NetworkRecipe, xShape: Shape, where: string): Network {
  const settings = checkConvolution(recipe, where);
  const axes = settings.kind === 'convolution2d' ? 2 : 1;
  if (xShape.length !== axes + 1) {
    const axesOf = axes === 1 ? '[times, channels]' : '[rows, columns, channels]';
    throw new ShapeError('xShape', `be ${axesOf} for ${settings.kind}`, describeValue(xShape), where);
  }
  const { pools, end } = plan(settings, xShape.slice(0, -1), where);
  const inputs = sizeOf(end) * (settings.channels.at(-1) as number);
  const head: LayersOptions = { ...settings, inputs };
  return {
    weights: {
      ...kernelWeights(settings, axes, xShape.at(-1) as number),
      ...prefixed('head', layerWeights(head)),
    },
    outputs: settings.outputs,
    apply: (weights, x) => {
      const features = pools.reduce((input, pool, i) => layer(weights, input, i, pool, settings), x);
      return applyLayers(unprefixed('head', weights), tf.reshape(features, [-1, inputs]), head);
    },
    ...(axes === 1 && { fused: { attributes: seriesAttributes(settings, xShape, pools, head) } }),
  };
}

/** What fused kernels are told of convolutions over a series [length, channels]. */
function seriesAttributes(
  { channels, kernel, padding, activation }: ConvolutionSettings,
  [length = 0, first = 0]: Shape,
  pools: readonly Shape[],
  head: LayersOptions,
): Attributes {
  return {
    kind: 'convolution',
    length,
    channels: [first, ...channels],
    kernel,
    padding,
    pools: pools.flat(),
    activation,
    head: layerAttributes(head),
  };
}

function layer(
  weights: Weights,
  x: tf.Tensor,
  i: number,
  pool: Shape,
  settings: ConvolutionSettings,
): tf.Tensor {
  const kernel = weights[`convolution.${i}.kernel`] as tf.Tensor;
  const bias = weights[`convolution.${i}.bias`] as tf.Tensor;
  return maxPool(activate(convolve(x, kernel, bias, settings.padding), settings.activation), pool);
}

function kernelWeights({ channels, kernel }: ConvolutionSettings, axes: number, input: number): WeightSpec {
  const sizes = new Array<number>(axes).fill(kernel);
  return Object.fromEntries(
    channels.flatMap((output, i): [string, Shape][] => [
      [`convolution.${i}.kernel`, [...sizes, channels[i - 1] ?? input, output]],
      [`convolution.${i}.bias`, [output]],
    ]),
  );
}

/** How many neighbours each layer pools along each axis, and the lengths at the end. */
function plan(settings: ConvolutionSettings, lengths: Shape, where: string): { pools: Shape[]; end: Shape } {
  const { channels, kernel, padding } = settings;
  let end = lengths;
  const pools = channels.map((_, i) => {
    const convolved = end.map((length) => length + 2 * padding - kernel + 1);
    if (Math.min(...convolved) < 1) {
      const expected = `leave something for layer ${i + 1} of the convolution, of kernel ${kernel} and padding ${padding}`;
      throw new ShapeError('xShape', expected, describeValue(end), where);
    }
    const sizes = convolved.map((length) => Math.min(settings.pool, length));
    end = convolved.map((length, axis) => Math.floor(length / (sizes[axis] as number)));
    return sizes;
  });
  return { pools, end };
}
