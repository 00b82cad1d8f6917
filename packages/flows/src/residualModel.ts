import type { Rng, Shape } from '@sbi/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { WeightSpec, Weights } from './conditional.ts';
import type { Initializer } from './parameters.ts';
import type { FlowRecipe } from './recipe.ts';

/**
 * What a kind of flow computes, q(residual | context), as functions of weights that it is handed and never keeps. The
 * flow around it owns the weights and does everything else: scaling, regression, bounds, embedding, training, files.
 */
export interface ResidualModel {
  /** Names and shapes of the weights, in the order of the flat vector; no name begins with `embedding.`. */
  readonly weights: WeightSpec;
  /** Where training starts. */
  readonly initialize: Initializer;
  /** By name, for weights of which some never count: 1 for each that does, 0 for each that is taken as 0. */
  masks?(): Readonly<Record<string, Float32Array>>;
  /**
   * q(· | context) over R^dim at contexts [...batch, C], of that batch shape.
   *
   * @param weights by name, masked; handed over: the answer owns them
   * @param dropout the stream of a training step; without it nothing is dropped
   */
  given(weights: Weights, context: tf.Tensor, dropout?: Rng): ResidualDistribution;
  /** Whether `given` gives an `ExactResidual`: then conditionals and marginals of θ are exact too. */
  readonly exact?: boolean;
  /** Under what name fused kernels may stand in for it, while nothing is dropped. */
  readonly fused?: FusedModel;
}

/**
 * q(· | context) as a flow asks for it, in a scope of its own: any `Distribution` over R^dim is one. Draws are
 * [...shape, ...batch, dim], made by `normals`, `uniforms` or `randomTensor` of `@sbi/core`, which give every member of a
 * batch its own stream where `rng` is an `RngBatch`.
 */
export type ResidualDistribution = {
  logProb(residual: tf.Tensor): tf.Tensor;
  sample(shape: Shape, rng: Rng): tf.Tensor;
};

/** A residual distribution whose conditionals and marginals are known exactly. */
export type ExactResidual = ResidualDistribution & {
  /** Of the other coordinates in ascending order, where those of `at` have the values [...batch, at.length]. */
  conditional(at: readonly number[], values: tf.Tensor): ExactResidual;
  /** Of some coordinates, in the order in which they are named. */
  marginal(kept: readonly number[]): ExactResidual;
};

/**
 * What fused kernels must know of a model. Of the ops `${name}LogProb`, `${name}LogProbGrad` and `${name}Sample`, those
 * that tfjs's registry holds for the current backend run instead of `given`.
 */
export interface FusedModel {
  readonly name: string;
  /** Handed to the kernels; plain data. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /**
   * What `given(…).sample` draws before any maths, for a shape that ends in the batch: [...shape, K]. Without it standard
   * normals, K = dim.
   */
  noise?(shape: Shape, rng: Rng): tf.Tensor;
}

/** What was drawn at random once, when a flow was built, and is not trained, such as orders: plain JSON. */
export type Drawn = Readonly<Record<string, unknown>>;

/** What a model is built for. */
export interface ModelShape {
  /** Coordinates of θ. */
  readonly dim: number;
  /** Numbers of the context. */
  readonly context: number;
  readonly drawn: Drawn;
}

/** Makes the model of a recipe, without anything of the size of its weights. @throws ShapeError for what does not fit */
export type BuildModel = (recipe: FlowRecipe, shape: ModelShape, where: string) => ResidualModel;

/** A kind of flow. */
export interface FlowKind {
  readonly build: BuildModel;
  /** A copy of a recipe of this kind with every setting in its order. @throws ShapeError naming the setting that is wrong */
  readonly check?: (recipe: FlowRecipe, where: string) => FlowRecipe;
  /** Draws what `build` needs and the recipe does not say. */
  readonly draw?: (recipe: FlowRecipe, dim: number, rng: Rng) => Drawn;
}
