import type { Rng, Shape } from '@sbi/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { WeightSpec, Weights } from './conditional.ts';

/** A network as plain JSON: it travels in the model file and rebuilds the network. */
export interface NetworkRecipe {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/**
 * What the rows of x, its entries along the first axis, are to a network that reads x of varying length:
 *
 * - `'exchangeable'`: a set in any order; a row that is NaN throughout, anywhere, is a missing one;
 * - `'series'`: an order in time; a shorter series ends in rows that are NaN throughout;
 * - `'entries'`: numbers of a vector, each with a meaning of its own; any of them may be NaN, all of them too.
 */
export type RowKind = 'exchangeable' | 'series' | 'entries';

/** What a flow reads x through: a function of x and of weights that it is handed and never keeps. */
export interface Network {
  /** The weights that `apply` needs. */
  readonly weights: WeightSpec;
  /** How many numbers it gives for one x. */
  readonly outputs: number;
  /** Set where rows of x may be missing; without it a NaN in x is an error. */
  readonly rows?: RowKind;
  /** The network that reads one row, where parts of a row may be missing as that one says. */
  readonly row?: Network;
  /** Of a vector x, the only places that are read, where some are not: the regression then reads no others. */
  readonly columns?: readonly number[];
  /** [rows, ...xShape] → [rows, outputs], differentiable in the weights; called within a `tidy`. */
  apply(weights: Weights, x: Tensor): Tensor;
  /** What fused kernels must know to stand in for `apply`. */
  readonly fused?: FusedNetwork;
  /** The start of one weight tensor; without it, uniform on ±1/√(fan-in), kernels and biases alike. */
  initialize?(name: string, size: number, rng: Rng): Float32Array;
}

/** A network as fused kernels know it: those under the name `SbiNetwork`, where tfjs's registry holds them, run instead. */
export interface FusedNetwork {
  /** Handed to the kernels; plain data. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What the kernels read instead of x, without any weight. */
  prepare?(x: Tensor): Tensor;
}

/** Makes the network of a recipe for an x of this shape. @throws ShapeError naming a setting or a shape that does not fit */
export type MakeNetwork = (recipe: NetworkRecipe, xShape: Shape, where: string) => Network;
