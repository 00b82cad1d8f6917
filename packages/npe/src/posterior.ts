import {
  checkFinite,
  type Job,
  type Matrix,
  matrixOf,
  Rng,
  type Seed,
  ShapeError,
  toMatrix,
  toTensor,
} from '@sbi/core';
import { contains } from '@sbi/distributions';
import { reshape, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { AmortizedPosterior } from './amortizedPosterior.ts';
import { distanceRatio, noveltyWarning } from './novelty.ts';
import { BATCH, type Budget, collect, type SamplingProgress } from './rejection.ts';
import { type Summary, summarize } from './summary.ts';

export interface SampleOptions extends Job<SamplingProgress> {
  readonly seed: Seed;
  /** Draws tried at most (1,000 for each one wanted, and 100,000). */
  readonly maxTries?: number;
  readonly maxSeconds?: number;
}

export interface LogProbOptions {
  /** Whether the density integrates to one over the prior's support (true); false leaves out the leakage. */
  readonly normalized?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * q(θ | x) for one observation, within the prior's support. Plain numbers in and out; it owns nothing.
 *
 * Made by `AmortizedPosterior.given(x)`, whose weights it uses: it follows a training that goes on.
 */
export class Posterior {
  readonly x: Float32Array;
  readonly names: readonly string[];
  /** What to know before trusting the draws, in sentences: whether x is unlike every simulation. */
  readonly warnings: readonly string[];
  private readonly amortized: AmortizedPosterior;
  private rate: Promise<number> | undefined;

  constructor(amortized: AmortizedPosterior, x: Float32Array) {
    this.amortized = amortized;
    this.x = x;
    this.names = amortized.names;
    const ratio = distanceRatio(amortized.novelty, amortized.estimator.preconditioner, x);
    const warning = noveltyWarning(ratio);
    this.warnings = warning ? [warning] : [];
  }

  /**
   * Draws θ ~ q(θ | x) inside the prior: a table [count, D] with named columns. It always ends.
   *
   * @throws AcceptanceError with the draws so far when `maxTries` or `maxSeconds` is spent
   */
  async sample(count: number, options: SampleOptions): Promise<Matrix> {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new ShapeError('count', 'be an integer from 1', String(count), 'Posterior.sample');
    }
    const { draws } = await this.draw(count, Rng.from(options.seed), budgetOf(count, options), options);
    return matrixOf(draws, this.names.length, this.names);
  }

  /**
   * ln q(θ | x) for every row; −∞ outside the prior's support.
   *
   * @throws ShapeError unless theta has one column a parameter and finite entries
   */
  async logProb(theta: Matrix, { normalized = true, signal }: LogProbOptions = {}): Promise<Float32Array> {
    const { prior } = this.amortized;
    const inside = contains(prior.support, theta);
    checkFinite(theta, 'theta', 'Posterior.logProb');
    const leakage = normalized ? Math.log(await this.acceptance(signal)) : 0;
    const logProb = new Float32Array(theta.rows);
    for (let begin = 0; begin < theta.rows; begin += BATCH) {
      signal?.throwIfAborted();
      const end = Math.min(theta.rows, begin + BATCH);
      const rows = matrixOf(theta.data.slice(begin * theta.columns, end * theta.columns), theta.columns);
      const values = await this.logDensity(rows);
      for (let i = begin; i < end; i++) {
        logProb[i] = inside[i] === 1 ? (values[i - begin] as number) - leakage : Number.NEGATIVE_INFINITY;
      }
    }
    return logProb;
  }

  /** Mean, standard deviation and quantiles of every parameter, from `count` draws (10,000). */
  async summary(options: SampleOptions & { readonly count?: number }): Promise<readonly Summary[]> {
    return summarize(await this.sample(options.count ?? 10_000, options), this.names);
  }

  /** The share of the estimator's mass inside the prior: 1 by construction, or counted once from 10,000 draws. */
  async acceptance(signal?: AbortSignal): Promise<number> {
    if (this.keepsInside) return 1;
    this.rate ??= this.measure(signal).catch((error) => {
      this.rate = undefined;
      throw error;
    });
    return this.rate;
  }

  private get keepsInside(): boolean {
    return this.amortized.support === 'constrain' && this.amortized.prior.support.kind === 'box';
  }

  private async measure(signal: AbortSignal | undefined): Promise<number> {
    const rng = Rng.fromSeed(this.amortized.seed);
    const job = signal ? { signal } : {};
    const { tries } = await this.draw(
      BATCH,
      rng,
      { maxTries: 1000 * BATCH, maxSeconds: Number.POSITIVE_INFINITY },
      job,
    );
    return BATCH / tries;
  }

  private async draw(count: number, rng: Rng, budget: Budget, job: Job<SamplingProgress>) {
    const { support } = this.amortized.prior;
    const draw = (rows: number, index: number) => this.drawBatch(rows, rng.fork(index));
    const accept = (rows: Matrix) => (this.keepsInside ? undefined : contains(support, rows));
    const result = await collect(count, this.names.length, draw, accept, budget, job);
    // Rounding may carry a draw at a wall one float32 step past it.
    const { low, high } = support;
    const dim = this.names.length;
    result.draws.forEach((value, i) => {
      result.draws[i] = Math.min(Math.max(value, low[i % dim] as number), high[i % dim] as number);
    });
    return result;
  }

  private drawBatch(rows: number, rng: Rng): Promise<Matrix> {
    return toMatrix(tidy(() => this.conditioned().sample(rows, rng)));
  }

  private async logDensity(theta: Matrix): Promise<Float32Array> {
    const values = tidy(() => this.conditioned().logProb(toTensor(theta)));
    const data = Float32Array.from(await values.data());
    values.dispose();
    return data;
  }

  private conditioned() {
    const { estimator } = this.amortized;
    return estimator.given(reshape(tensor(this.x) as Tensor, [...estimator.architecture.xShape]));
  }
}

function budgetOf(count: number, { maxTries, maxSeconds }: SampleOptions): Budget {
  const budget = {
    maxTries: maxTries ?? 1000 * count + 100_000,
    maxSeconds: maxSeconds ?? Number.POSITIVE_INFINITY,
  };
  for (const [name, value] of Object.entries(budget)) {
    if (!(value > 0)) throw new ShapeError(name, 'be positive', String(value), 'Posterior.sample');
  }
  return budget;
}
