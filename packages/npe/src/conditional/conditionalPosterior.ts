import type { Matrix } from '@sbi/core';
import { Drawable } from '../drawable.ts';
import type { MapEstimate, MapOptions } from '../highest.ts';
import type { LogProbOptions, Posterior } from '../posterior.ts';
import type { Fixed } from './fixed.ts';

/** Values of parameters by place, undefined for those that are left. */
export type Held = readonly (number | undefined)[];

/**
 * q(θ_rest | θ_fixed, x): the posterior of some parameters where the others are known, of `posterior.conditional(fixed)`.
 *
 * Its density is q(θ | x) over its integral along the slice. Of a flow with exact conditionals, an `mdn()`, it is drawn and
 * evaluated as the posterior itself. Of any other draws come from importance sampling in the unconstrained space of the prior: a
 * proposal is fitted to the slice in a few rounds, then proposals are drawn and weighed until they count as twice as many
 * draws as are asked for (effective sample size), and draws are picked from them by their weights. Where the effective size
 * stays too small within the budget it refuses, with an `EffectiveSizeError`.
 */
export abstract class ConditionalPosterior extends Drawable {
  readonly names: readonly string[];
  /** The values of the parameters that are held. */
  readonly fixed: Fixed;
  readonly x: Float32Array;
  readonly warnings: readonly string[];

  constructor({ x, warnings, names }: Posterior, held: Held) {
    super();
    this.x = x;
    this.warnings = warnings;
    this.names = names.filter((_, j) => held[j] === undefined);
    this.fixed = Object.fromEntries(
      names.flatMap((name, j) => (held[j] === undefined ? [] : [[name, held[j] as number]])),
    );
  }

  /**
   * ln q(θ_rest | θ_fixed, x) for every row; −∞ outside the prior's support. Where it must be integrated, it is once, from
   * 10,000 effective draws or more: a relative error of a hundredth. Without `normalized` it is right up to a constant.
   *
   * @throws ShapeError unless theta has one column a parameter that is left, and finite entries
   * @throws EffectiveSizeError or AcceptanceError when the integral cannot be computed as precisely
   */
  abstract logProb(theta: Matrix, options?: LogProbOptions): Promise<Float32Array>;

  /**
   * The highest point that is found on the slice, never lower than the best of `count` draws (1,000); as `Posterior.map`.
   *
   * @throws as `sample` and `logProb`
   */
  abstract map(options: MapOptions): Promise<MapEstimate>;

  /**
   * Effective draws for each one that is tried: how well the proposal fits, measured when it was made, or the share of an exact
   * conditional inside the prior.
   *
   * @throws as `sample`
   */
  abstract efficiency(signal?: AbortSignal): Promise<number>;
}
