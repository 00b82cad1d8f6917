import type { Rule } from '../recipe.ts';

/** The settings of a rational-quadratic spline. */
export interface SplineSettings {
  /** How many bins it has, from 2 to 500. */
  readonly bins: number;
  /** Where its tails begin, beyond which it is the identity. */
  readonly tailBound: number;
}

/** What these settings may be. */
export const SPLINE_RULES: Readonly<Record<keyof SplineSettings, Rule>> = {
  bins: { whole: true, from: 2, below: 501 },
  tailBound: { from: 1e-3, below: 1e3 },
};
