import { type Job, type Matrix, matrixOf, Rng, type Seed } from '@sbi/core';
import type { AmortizedPosterior } from './amortizedPosterior.ts';
import { checkCount, checkTable } from './checks.ts';
import { expectDraws } from './expectDraws.ts';
import { drawInside, keepsInside, logDensities, measureLeakage } from './insidePrior.ts';
import { noveltyWarning } from './novelty.ts';
import { BATCH, checkBudget, type Found, type SamplingProgress } from './rejection.ts';
import { type Summary, summarize } from './summary.ts';

/** What sampling needs and what bounds it. */
export interface SampleOptions extends Job<SamplingProgress> {
  readonly seed: Seed;
  /** Draws tried at most. Without it sampling ends when fewer than one in a thousand is accepted, from 100,000 on. */
  readonly maxTries?: number;
  /** Seconds at most, looked at between batches of 10,000. */
  readonly maxSeconds?: number;
}

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
export class Posterior {
  readonly x: Float32Array;
  readonly names: readonly string[];
  /** What to know before trusting the draws, in sentences: whether x is unlike every simulation. */
  readonly warnings: readonly string[];
  private readonly amortized: AmortizedPosterior;
  private measured: { readonly epoch: number; readonly acceptance: number } | undefined;

  constructor(amortized: AmortizedPosterior, x: Float32Array) {
    const { novelty, estimator, names, xNames } = amortized;
    this.amortized = amortized;
    this.x = x;
    this.names = names;
    const warning = noveltyWarning(novelty, estimator.preconditioner, x, xNames);
    this.warnings = warning ? [warning] : [];
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
   * Mean, standard deviation and quantiles of every parameter, from `count` draws (10,000).
   *
   * @throws as `sample`
   */
  async summary(options: SampleOptions & { readonly count?: number }): Promise<readonly Summary[]> {
    return summarize(await this.sample(options?.count ?? 10_000, options));
  }

  /**
   * The share a of the estimator's mass inside the prior: 1 by construction, or counted once, with the relative standard
   * error √((1 − a)/10,000).
   *
   * @throws AcceptanceError when it is below a thousandth or so
   */
  async acceptance(signal?: AbortSignal): Promise<number> {
    if (keepsInside(this.amortized)) return 1;
    const epoch = this.amortized.training.bestEpoch;
    if (this.measured?.epoch !== epoch) {
      const job = signal ? { signal } : {};
      const [found] = (await measureLeakage(this.amortized, this.row, job)) as [Found];
      expectDraws(found, { count: BATCH, where: 'Posterior', advice: IGNORE });
      this.measured = { epoch, acceptance: found.acceptance };
    }
    return this.measured.acceptance;
  }

  private get row(): Matrix {
    return matrixOf(this.x, this.x.length);
  }
}
