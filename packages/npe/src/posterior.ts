import { type Matrix, Rng } from '@sbi/core';
import type { Amortized } from './amortized.ts';
import { checkCount, checkTable, oneRow } from './checks.ts';
import { conditionalOf } from './conditional/conditionalOf.ts';
import type { ConditionalPosterior } from './conditional/conditionalPosterior.ts';
import { MarginalPosterior } from './conditional/marginalPosterior.ts';
import { Drawable, type SampleOptions } from './drawable.ts';
import { expectDraws } from './expectDraws.ts';
import { checkStarts, DRAWS, highest, type MapEstimate, type MapOptions } from './highest.ts';
import { drawInside, keepsInside, logDensities, measureLeakage } from './insidePrior.ts';
import { BATCH, checkBudget, type Found } from './rejection.ts';
import { Slice } from './slice.ts';

/** What log-densities of a posterior take. */
export interface LogProbOptions {
  /** Whether the density integrates to one over the prior's support (true); false leaves out the leakage. */
  readonly normalized?: boolean;
  readonly signal?: AbortSignal;
}

/** What to do when a density cannot be normalised. */
export const IGNORE = 'pass normalized: false for a log-density that ignores the prior';

/**
 * q(θ | x) for one observation, within the prior's support. Plain numbers in and out; it owns nothing.
 *
 * Made by `AmortizedPosterior.given(x)`, whose weights it uses: it follows a training that goes on.
 *
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { npe } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const amortized = await npe(await simulate(prior, simulator, { count: 500, seed: 1 }), { prior, seed: 2, maxEpochs: 5 });
 * const posterior = amortized.given([0.8, 0.6, 40]);
 * console.log(posterior.warnings.length); // → 1
 * const draws = await posterior.sample(1000, { seed: 3 });
 * const logProb = await posterior.logProb(draws);
 * console.log(logProb.length, posterior.names.join(' ')); // → 1000 theta_1 theta_2 theta_3
 * amortized.dispose();
 */
export class Posterior extends Drawable {
  readonly x: Float32Array;
  readonly names: readonly string[];
  /** What to know before trusting the draws, in sentences: whether x is unlike every simulation. */
  readonly warnings: readonly string[];
  private readonly amortized: Amortized;
  private measured: { readonly revision: number; readonly acceptance: number } | undefined;

  constructor(amortized: Amortized, x: Float32Array, warnings: readonly string[]) {
    super();
    this.amortized = amortized;
    this.x = x;
    this.names = amortized.names;
    this.warnings = warnings;
  }

  /**
   * Draws θ ~ q(θ | x) inside the prior: a table [count, D] with named columns. It always ends.
   *
   * @throws ShapeError for a count, a seed or a budget that is none
   * @throws AcceptanceError with the draws so far when the budget is spent
   */
  async sample(count: number, options: SampleOptions): Promise<Matrix> {
    const where = 'Posterior.sample';
    checkCount(count, this.names.length, where);
    checkBudget(options ?? {}, where);
    const how = { count, streams: [Rng.from(options?.seed)], budget: options, job: options };
    const [found] = (await drawInside(this.amortized, this.row, how)) as [Found];
    const remedy = this.amortized.support === 'reject' ? ", or train with support: 'constrain'" : '';
    const advice = `they are on this error as .draws; raise maxTries or maxSeconds${remedy}`;
    expectDraws(found, { count, where: 'Posterior', advice });
    return found.draws;
  }

  /**
   * ln q(θ | x) for every row, in passes that share what depends on x only; −∞ outside the prior's support.
   *
   * @throws ShapeError unless theta has one column a parameter and finite entries
   * @throws AcceptanceError when too little of the density lies inside the prior to measure how much
   */
  async logProb(theta: Matrix, { normalized = true, signal }: LogProbOptions = {}): Promise<Float32Array> {
    checkTable(theta, this.names.length, 'theta', 'Posterior.logProb');
    const leakage = normalized ? Math.log(await this.acceptance(signal)) : 0;
    signal?.throwIfAborted();
    const [logProb] = (await logDensities(this.amortized, this.row, [theta], { signal })) as [Float32Array];
    return logProb.map((value) => value - leakage);
  }

  /**
   * The point of highest density that is found: the mode of q(θ | x), never lower than the best of `count` draws (1,000).
   *
   * From the best `starts` of them (20) it climbs ln q(θ) by quasi-Newton steps in the unconstrained space of the prior,
   * where the walls lie at infinity; a density that is highest at a wall is followed close to it. Of modes with next to no
   * mass that no draw came near it knows nothing. A mode depends on how the parameters are scaled; a mean less so.
   *
   * @throws as `sample` and `logProb`, and ShapeError for a number of starts that is none
   * @example
   * import { useBackend } from '@sbi/backends';
   * import { npe } from '@sbi/npe';
   * import { gaussian, simulate } from '@sbi/simulate';
   * await useBackend();
   * const { prior, simulator } = gaussian();
   * const amortized = await npe(await simulate(prior, simulator, { count: 500, seed: 1 }), { prior, seed: 2, maxEpochs: 5 });
   * const posterior = amortized.given([0.8, 0.6, 0.4]);
   * const { theta, logProb } = await posterior.map({ seed: 3 });
   * const draws = await posterior.logProb(await posterior.sample(1000, { seed: 3 }));
   * console.log(theta.length, draws.every((value) => value <= logProb)); // → 3 true
   * amortized.dispose();
   */
  async map(options: MapOptions): Promise<MapEstimate> {
    checkStarts(options?.starts, 'Posterior.map');
    const draws = await this.sample(options?.count ?? DRAWS, options);
    const { signal } = options;
    const [values] = (await logDensities(this.amortized, this.row, [draws], { signal })) as [Float32Array];
    const slice = new Slice(
      this.amortized,
      this.row,
      this.names.map(() => undefined),
    );
    try {
      const { theta, logProb } = await highest(slice, draws, values, options);
      return { theta, logProb: logProb - Math.log(await this.acceptance(signal)) };
    } finally {
      slice.dispose();
    }
  }

  /**
   * q(θ_rest | θ_fixed, x): the posterior where some parameters are known, with the same methods. See `ConditionalPosterior`
   * for how it draws.
   *
   * @throws ShapeError or SupportError unless each value is a parameter's, inside the prior, and one parameter is left
   * @example
   * import { useBackend } from '@sbi/backends';
   * import { npe } from '@sbi/npe';
   * import { gaussian, simulate } from '@sbi/simulate';
   * await useBackend();
   * const { prior, simulator } = gaussian();
   * const amortized = await npe(await simulate(prior, simulator, { count: 500, seed: 1 }), { prior, seed: 2, maxEpochs: 5 });
   * const conditional = amortized.given([0.8, 0.6, 0.4]).conditional({ theta_2: -0.4 });
   * const draws = await conditional.sample(1000, { seed: 3 });
   * console.log(draws.names.join(' ')); // → theta_1 theta_3
   * amortized.dispose();
   */
  conditional(fixed: Readonly<Record<string, number>>): ConditionalPosterior {
    return conditionalOf(this.amortized, this, fixed);
  }

  /**
   * The posterior of some parameters, whatever the others are: `marginal(['theta_1', 'theta_3'])`.
   *
   * @throws ShapeError unless names are some of the posterior's, each once
   */
  marginal(names: readonly string[]): MarginalPosterior {
    return new MarginalPosterior(this.amortized, this, names);
  }

  /**
   * The share a of the estimator's mass inside the prior: 1 by construction, or counted once, with the relative standard
   * error √((1 − a)/10,000).
   *
   * @throws AcceptanceError when it is below a thousandth or so
   */
  async acceptance(signal?: AbortSignal): Promise<number> {
    if (keepsInside(this.amortized)) return 1;
    const { revision } = this.amortized;
    if (this.measured?.revision !== revision) {
      const job = signal ? { signal } : {};
      const [found] = (await measureLeakage(this.amortized, this.row, job)) as [Found];
      expectDraws(found, { count: BATCH, where: 'Posterior', advice: IGNORE });
      this.measured = { revision, acceptance: found.acceptance };
    }
    return this.measured.acceptance;
  }

  private get row(): Matrix {
    return oneRow(this.x);
  }
}
