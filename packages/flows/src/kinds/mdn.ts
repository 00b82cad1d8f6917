import * as tf from '@tensorflow/tfjs-core';
import type { Weights } from '../conditional.ts';
import { linearStart } from '../initializers.ts';
import { mixtureNoise, PrecisionMixture } from '../mixture/precisionMixture.ts';
import { packedSize } from '../mixture/triangle.ts';
import { dense } from '../ops/dense.ts';
import { drop } from '../ops/dropout.ts';
import type { Initializer } from '../parameters.ts';
import { type CompleteRecipe, checkSettings, type FlowRecipe, type Rule } from '../recipe.ts';
import type { FlowKind, ModelShape, ResidualModel } from '../residualModel.ts';

/** The recipe of `mdn`. */
export interface MdnRecipe extends CompleteRecipe {
  readonly kind: 'mdn';
  /** Normal distributions that are mixed. */
  readonly components: number;
  /** Units of every hidden layer. */
  readonly hidden: number;
  /** Hidden layers. */
  readonly layers: number;
  /** The share of units of every hidden layer that a training step leaves out. */
  readonly dropout: number;
  /** What is added to the diagonal of every precision matrix, but not to its determinant: sbi's 10⁻⁴, or 0. */
  readonly epsilon: number;
}

const RULES: Readonly<Record<string, Rule>> = {
  components: 4096,
  hidden: 4096,
  layers: 4096,
  dropout: { from: 0, below: 1 },
  epsilon: { from: 0, below: 1 },
};

const check = (recipe: FlowRecipe, where: string): MdnRecipe => checkSettings(recipe, 'mdn', RULES, where);

/** softplus of it is 1. */
const RAW_ONE = 0.541324854612918;

/** The spread of weights that start almost at 0, as in sbi. */
const ALMOST = 1e-4;

/**
 * The recipe of a mixture density network (Bishop 1994): 10 normal distributions with full covariances, whose weights, means
 * and precision factors a relu network of 2 layers of 50 hidden units gives. Conditionals and marginals are exact.
 *
 * Python sbi's own is `mdn({ precondition: 'standardize', epsilon: 1e-4 })`: its densities are a little too small, as the
 * 10⁻⁴ is left out of the determinant.
 *
 * @throws ShapeError for a setting that is unknown or out of range
 * @example
 * import { mdn } from '@sbi/flows';
 * console.log(mdn({ hidden: 20 }).components); // → 10
 */
export function mdn(options: Partial<Omit<MdnRecipe, 'kind'>> = {}): MdnRecipe {
  const defaults = { components: 10, hidden: 50, layers: 2, dropout: 0, epsilon: 0 };
  return check({ kind: 'mdn', ...defaults, ...options }, 'mdn');
}

function build(recipe: FlowRecipe, { dim, context }: ModelShape): ResidualModel {
  const { components, hidden, layers, dropout, epsilon } = recipe as MdnRecipe;
  const outputs = components * (1 + dim + packedSize(dim));
  const entries = Array.from({ length: layers }, (_, i) => [
    [`network.hidden.${i}.kernel`, [i === 0 ? context : hidden, hidden]] as const,
    [`network.hidden.${i}.bias`, [hidden]] as const,
  ]).flat();
  const weights = Object.fromEntries([
    ...entries,
    ['network.output.kernel', [hidden, outputs]] as const,
    ['network.output.bias', [outputs]] as const,
  ]);
  const shape = { dim, components };
  return {
    weights,
    initialize: mdnStart(linearStart(weights), shape),
    given: (named, at, rng) => {
      let features = at;
      for (let i = 0; i < layers; i++) {
        const sums = dense(features, ...layerOf(named, `network.hidden.${i}`));
        features = drop(tf.relu(sums), rng && { rate: dropout, rng: rng.fork(i) });
      }
      return PrecisionMixture.fromOutput(
        dense(features, ...layerOf(named, 'network.output')),
        shape,
        epsilon,
      );
    },
    exact: true,
    fused: {
      name: 'SbiMdn',
      attributes: { dim, context, components, hidden, layers, epsilon },
      noise: (lead, rng) => mixtureNoise(lead, dim, rng),
    },
  };
}

function layerOf(weights: Weights, name: string): [kernel: tf.Tensor, bias: tf.Tensor] {
  return [weights[`${name}.kernel`] as tf.Tensor, weights[`${name}.bias`] as tf.Tensor];
}

/** Almost equal weights and almost unit precisions; means as torch's layers start, so that the components differ. */
function mdnStart(
  linear: Initializer,
  { dim, components }: { dim: number; components: number },
): Initializer {
  const means = components * dim;
  const columns = components * (1 + dim + packedSize(dim));
  const isMean = (column: number) => column >= components && column < components + means;
  const isDiagonal = (column: number) => column >= components + means && column < components + 2 * means;
  return (name, size, rng) => {
    const start = linear(name, size, rng);
    if (!name.startsWith('network.output.')) return start;
    const isBias = name.endsWith('.bias');
    return start.map((value, i) => {
      const column = i % columns;
      if (isMean(column)) return value;
      if (isBias && isDiagonal(column)) return RAW_ONE;
      return isBias && column >= components ? 0 : ALMOST * rng.normal();
    });
  };
}

/** What `mdn` makes. */
export const mdnKind: FlowKind = { check, build };
