import { type CompleteRecipe, checkSettings, type FlowRecipe, type Rule } from '../recipe.ts';
import type { FlowKind } from '../residualModel.ts';
import {
  AUTOREGRESSIVE_RULES,
  type AutoregressiveSettings,
  autoregressiveModel,
  drawStepOrders,
} from './maf.ts';
import { SPLINE_RULES, type SplineSettings } from './splineSettings.ts';

/** The recipe of `autoregressiveSpline`. */
export interface AutoregressiveSplineRecipe extends CompleteRecipe, AutoregressiveSettings, SplineSettings {
  readonly kind: 'autoregressiveSpline';
}

const RULES: Readonly<Record<string, Rule>> = { ...AUTOREGRESSIVE_RULES, ...SPLINE_RULES };

const check = (recipe: FlowRecipe, where: string): AutoregressiveSplineRecipe =>
  checkSettings(recipe, 'autoregressiveSpline', RULES, where);

/**
 * The recipe of an autoregressive spline flow: 3 steps of 50 hidden units, in each of which every coordinate goes through
 * an affine map and then through a rational-quadratic spline of 8 bins on ±4; one masked network gives the numbers of both.
 *
 * Durkan et al. 2019, *Neural Spline Flows*, https://arxiv.org/abs/1906.04032, with the network of a MAF. The order of the
 * coordinates is turned round from step to step. In two dimensions 4 steps are better, in one dimension it is a spline
 * whose knots depend on x.
 *
 * @throws ShapeError for a setting that is unknown or out of range
 * @example
 * import { autoregressiveSpline } from '@sbi/flows';
 * console.log(autoregressiveSpline({ transforms: 4 }).bins); // → 8
 */
export function autoregressiveSpline(
  options: Partial<Omit<AutoregressiveSplineRecipe, 'kind'>> = {},
): AutoregressiveSplineRecipe {
  const defaults = {
    transforms: 3,
    hidden: 50,
    blocks: 2,
    dropout: 0,
    order: 'reversed',
    start: 'identity',
    bins: 8,
    tailBound: 4,
  };
  return check({ kind: 'autoregressiveSpline', ...defaults, ...options }, 'autoregressiveSpline');
}

/** What `autoregressiveSpline` makes. */
export const autoregressiveSplineKind: FlowKind = {
  check,
  build: (recipe, shape, where) => {
    const settings = recipe as AutoregressiveSplineRecipe;
    const { bins, tailBound: bound } = settings;
    return autoregressiveModel(settings, shape, where, { bins, bound });
  },
  draw: drawStepOrders,
};
