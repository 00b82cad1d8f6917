import { type CompleteRecipe, checkSettings, type FlowRecipe, type Rule } from '../recipe.ts';
import type { FlowKind } from '../residualModel.ts';
import { splineMap } from '../transforms/scalarMap.ts';
import { COUPLING_RULES, type CouplingSettings, couplingModel } from './coupling.ts';
import { SPLINE_RULES, type SplineSettings } from './splineSettings.ts';

/** The recipe of `nsf`. */
export interface NsfRecipe extends CompleteRecipe, CouplingSettings, SplineSettings {
  readonly kind: 'nsf';
  /** Hidden layers after the first where θ is one number: then a plain network of the context gives the spline. */
  readonly contextLayers: number;
}

const RULES: Readonly<Record<string, Rule>> = { ...COUPLING_RULES, ...SPLINE_RULES, contextLayers: 4096 };

const check = (recipe: FlowRecipe, where: string): NsfRecipe => checkSettings(recipe, 'nsf', RULES, where);

/**
 * The recipe of a neural spline flow (Durkan et al. 2019, https://arxiv.org/abs/1906.04032), as sbi builds it: 5 steps, in
 * each of which a rational-quadratic spline of 10 bins on ±3 maps half of the coordinates, given the other half and x, and
 * a linear layer mixes all of them.
 *
 * Python sbi's own is `nsf({ start: 'random', precondition: 'standardize' })`. In one dimension it is a spline whose knots
 * depend on x. (sbi's own gives all its `contextLayers` one and the same weights; here each has its own.)
 *
 * @throws ShapeError for a setting that is unknown or out of range
 * @example
 * import { nsf } from '@sbi/flows';
 * console.log(nsf({ transforms: 3 }).bins); // → 10
 */
export function nsf(options: Partial<Omit<NsfRecipe, 'kind'>> = {}): NsfRecipe {
  const defaults = {
    transforms: 5,
    hidden: 50,
    blocks: 2,
    dropout: 0,
    start: 'identity',
    bins: 10,
    tailBound: 3,
    contextLayers: 1,
  };
  return check({ kind: 'nsf', ...defaults, ...options }, 'nsf');
}

/** What `nsf` makes. */
export const nsfKind: FlowKind = {
  check,
  build: (recipe, shape) => {
    const settings = recipe as NsfRecipe;
    const { hidden, bins, tailBound: bound, contextLayers } = settings;
    // the logits of a layer of H units are divided by √H, as in nflows
    return couplingModel(settings, shape, {
      map: splineMap({ bins, bound }, Math.sqrt(hidden)),
      contextLayers,
      mixes: true,
      attributes: { spline: { bins, bound }, contextLayers },
    });
  },
};
