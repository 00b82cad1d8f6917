import {
  checkFinite,
  describeValue,
  expectMatrix,
  type Job,
  type Matrix,
  matrixOf,
  Rng,
  type Seed,
  ShapeError,
  toMatrix,
  toTensor,
} from '@sbi/core';
import { contains, type Distribution } from '@sbi/distributions';
import { reshape, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { AmortizedPosterior } from './amortizedPosterior.ts';
import { noveltyWarning } from './novelty.ts';
import { BATCH, type Budget, checkBudget, collect, type Found, type SamplingProgress } from './rejection.ts';
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

/** More numbers than any table holds. */
const LARGEST = 2 ** 31 - 1;

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
    const dim = this.names.length;
    const most = Math.floor(LARGEST / dim);
    if (!Number.isSafeInteger(count) || count < 1 || count > most) {
      throw new ShapeError('count', `be an integer from 1 to ${most}`, describeValue(count), where);
    }
    checkBudget(options ?? {}, where);
    const remedy = this.amortized.support === 'reject' ? ", or train with support: 'constrain'" : '';
    const advice = `they are on this error as .draws; raise maxTries or maxSeconds${remedy}`;
    const { draws } = await this.draw(count, Rng.from(options?.seed), options, options, advice);
    return matrixOf(draws, dim, this.names);
  }

  /**
   * ln q(θ | x) for every row; −∞ outside the prior's support.
   *
   * @throws ShapeError unless theta has one column a parameter and finite entries
   * @throws AcceptanceError when too little of the density lies inside the prior to measure how much
   */
  async logProb(theta: Matrix, { normalized = true, signal }: LogProbOptions = {}): Promise<Float32Array> {
    const where = 'Posterior.logProb';
    const dim = this.names.length;
    expectMatrix(theta, 'theta', where);
    if (theta.columns !== dim) {
      throw new ShapeError('theta', `have ${dim} columns`, [theta.rows, theta.columns], where);
    }
    checkFinite(theta, 'theta', where);
    const inside = contains(this.amortized.prior.support, theta);
    const leakage = normalized ? Math.log(await this.acceptance(signal)) : 0;
    const logProb = new Float32Array(theta.rows).fill(Number.NEGATIVE_INFINITY);
    for (let begin = 0; begin < theta.rows; begin += BATCH) {
      signal?.throwIfAborted();
      const end = Math.min(theta.rows, begin + BATCH);
      const values = await this.logDensity(matrixOf(theta.data.subarray(begin * dim, end * dim), dim));
      for (let i = begin; i < end; i++) {
        if (inside[i] === 1) logProb[i] = (values[i - begin] as number) - leakage;
      }
    }
    return logProb;
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
    if (this.keepsInside) return 1;
    const epoch = this.amortized.training.bestEpoch;
    if (this.measured?.epoch !== epoch) {
      const advice = 'pass normalized: false for a log-density that ignores the prior';
      const job = signal ? { signal } : {};
      const rng = Rng.fromSeed(this.amortized.seed);
      const { acceptance } = await this.draw(BATCH, rng, {}, job, advice);
      this.measured = { epoch, acceptance };
    }
    return this.measured.acceptance;
  }

  private get keepsInside(): boolean {
    return this.amortized.support === 'constrain' && this.amortized.prior.support.kind === 'box';
  }

  private draw(
    count: number,
    rng: Rng,
    budget: Budget,
    job: Job<SamplingProgress>,
    advice: string,
  ): Promise<Found> {
    const draw = async (size: number, index: number) => {
      const rows = await toMatrix(tidy(() => this.conditioned().sample(size, rng.fork(index))));
      if (this.amortized.support === 'constrain') this.pullInside(rows.data);
      return { rows, inside: this.isInside(rows) };
    };
    return collect({ count, names: this.names, draw, advice }, budget, job);
  }

  /** Rounding may carry a draw at a wall one float32 step past it. */
  private pullInside(draws: Float32Array): void {
    const { low, high } = this.amortized.prior.support;
    const dim = low.length;
    draws.forEach((value, i) => {
      draws[i] = Math.min(Math.max(value, low[i % dim] as number), high[i % dim] as number);
    });
  }

  /** Which draws lie in the support and are finite: an estimator asked about an extreme x may overflow. */
  private isInside(draws: Matrix): Uint8Array {
    const { columns, data } = draws;
    const inside = contains(this.amortized.prior.support, draws);
    data.forEach((value, i) => {
      if (!Number.isFinite(value)) inside[Math.floor(i / columns)] = 0;
    });
    return inside;
  }

  private async logDensity(theta: Matrix): Promise<Float32Array> {
    const values = tidy(() => this.conditioned().logProb(toTensor(theta)));
    try {
      return Float32Array.from(await values.data());
    } finally {
      values.dispose();
    }
  }

  private conditioned(): Distribution {
    const { estimator } = this.amortized;
    return estimator.given(reshape(tensor1d(this.x.slice()) as Tensor, [...estimator.architecture.xShape]));
  }
}
