import { Inverse, LowerUpper } from '@sbi/distributions';
import type * as tf from '@tensorflow/tfjs-core';
import type { WeightSpec, Weights } from '../conditional.ts';
import { linearStart, uniform } from '../initializers.ts';
import type { Initializer } from '../parameters.ts';
import { type CompleteRecipe, checkSettings, type FlowRecipe, type Rule } from '../recipe.ts';
import type { FlowKind, ModelShape, ResidualModel } from '../residualModel.ts';
import { Coupling, type CouplingOptions, mappedCount } from '../transforms/coupling.ts';
import { affineMap, identityBias, RAW_UNIT } from '../transforms/scalarMap.ts';
import { withIdentityStart } from './identityStart.ts';
import { NormalThroughSteps } from './normalThroughSteps.ts';
import { prefixed, weightsUnder } from './prefixes.ts';

/** The settings of a coupling flow. */
export interface CouplingSettings {
  /** Coupling steps. */
  readonly transforms: number;
  /** Units of every hidden layer. */
  readonly hidden: number;
  /** Residual blocks of every network. */
  readonly blocks: number;
  /** The share of units in every block that a training step leaves out. */
  readonly dropout: number;
  /** Weights at the start: random throughout, or with every step the identity. */
  readonly start: 'random' | 'identity';
}

/** The recipe of `coupling`. */
export interface CouplingRecipe extends CompleteRecipe, CouplingSettings {
  readonly kind: 'coupling';
}

/** What these settings may be. */
export const COUPLING_RULES: Readonly<Record<keyof CouplingSettings, Rule>> = {
  transforms: 4096,
  hidden: 4096,
  blocks: 4096,
  dropout: { from: 0, below: 1 },
  start: ['random', 'identity'],
};

const check = (recipe: FlowRecipe, where: string): CouplingRecipe =>
  checkSettings(recipe, 'coupling', COUPLING_RULES, where);

/**
 * The recipe of an affine coupling flow (Dinh, Sohl-Dickstein & Bengio 2017, *Density estimation using Real NVP*,
 * https://arxiv.org/abs/1605.08803): 6 steps, which map the even and the odd coordinates in turn, by residual networks of
 * 2 blocks of 50 hidden units.
 *
 * It draws as fast as it scores, in one pass. In one dimension it is only a Gaussian whose mean and width depend on x.
 *
 * @throws ShapeError for a setting that is unknown or out of range
 * @example
 * import { coupling } from '@sbi/flows';
 * console.log(coupling({ hidden: 20 }).transforms); // → 6
 */
export function coupling(options: Partial<Omit<CouplingRecipe, 'kind'>> = {}): CouplingRecipe {
  const defaults = { transforms: 6, hidden: 50, blocks: 2, dropout: 0, start: 'identity' };
  return check({ kind: 'coupling', ...defaults, ...options }, 'coupling');
}

/** What a model of coupling steps is made of, besides its settings. */
export interface CouplingParts extends Pick<CouplingOptions, 'map' | 'contextLayers'> {
  /** Whether a linear layer mixes the coordinates after every step. */
  readonly mixes: boolean;
  /** What fused kernels are told of the map. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The model of coupling steps, which map the even coordinates first. */
export function couplingModel(
  { transforms, hidden, blocks, dropout, start }: CouplingSettings,
  { dim, context }: ModelShape,
  { map, contextLayers, mixes, attributes }: CouplingParts,
): ResidualModel {
  const shape = { dim, context, hidden, blocks };
  const steps = Array.from(
    { length: transforms },
    (_, t) => new Coupling({ ...shape, map, mapsEven: t % 2 === 0, ...(contextLayers && { contextLayers }) }),
  );
  const linear: WeightSpec = mixes && dim > 1 ? { 'linear.packed': [dim, dim], 'linear.bias': [dim] } : {};
  const weights = prefixed(steps.map((step) => ({ ...step.weights, ...linear })));
  const random = couplingStart(weights, dim);
  const bias = (t: number) => identityBias(map, mappedCount({ dim, mapsEven: t % 2 === 0 }));
  return {
    weights,
    initialize: start === 'random' ? random : withIdentityStart(random, bias),
    given: (named, at, rng) => {
      const made = steps.flatMap((step, t) => {
        const own = weightsUnder(named, `transforms.${t}.`);
        const coupled = step.given(own, at, rng && { rate: dropout, rng: rng.fork(t) });
        return mixes && dim > 1 ? [coupled, mixing(own)] : [coupled];
      });
      return new NormalThroughSteps(dim, made);
    },
    fused: { name: 'SbiCoupling', attributes: { transforms, ...shape, ...attributes } },
  };
}

/** Its density direction is the linear map itself. */
function mixing(weights: Weights): Inverse {
  const [packed, bias] = [weights['linear.packed'] as tf.Tensor, weights['linear.bias'] as tf.Tensor];
  return new Inverse(new LowerUpper(packed, bias));
}

/** torch's start, but that the second layer of every block is almost 0, and every mixing the identity. */
function couplingStart(weights: WeightSpec, dim: number): Initializer {
  const linear = linearStart(weights);
  return (name, size, rng) => {
    if (/\.second\.(kernel|bias)$/.test(name)) return uniform(size, 1e-3, rng);
    if (name.endsWith('.linear.bias')) return new Float32Array(size);
    if (!name.endsWith('.linear.packed')) return linear(name, size, rng);
    return Float32Array.from({ length: size }, (_, i) => (i % (dim + 1) === 0 ? RAW_UNIT : 0));
  };
}

/** What `coupling` makes. */
export const couplingKind: FlowKind = {
  check,
  build: (recipe, shape) =>
    couplingModel(recipe as CouplingRecipe, shape, { map: affineMap, mixes: false, attributes: {} }),
};
