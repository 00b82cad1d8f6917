import { describeValue, type Matrix, Rng, ShapeError } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import type { ConditionalFlow } from '@sbi/flows';
import { expectAlive } from './alive.ts';
import { checkCount, checkTable } from './checks.ts';
import { decodePosterior, encodePosterior } from './codec.ts';
import type { SampleOptions } from './drawable.ts';
import { expectDrawsEach } from './expectDraws.ts';
import { drawInside, keepsInside, logDensities, measureLeakage } from './insidePrior.ts';
import type { Novelty } from './novelty.ts';
import { expectObservations, type Observation, readObservation } from './observation.ts';
import type { SupportMethod } from './options.ts';
import { IGNORE, type LogProbOptions, Posterior } from './posterior.ts';
import { BATCH, checkBudget, type Found } from './rejection.ts';
import type { TrainingSummary } from './trainingSummary.ts';

/** What an amortised posterior is made of. */
export interface AmortizedParts {
  readonly prior: Prior;
  readonly estimator: ConditionalFlow;
  readonly names: readonly string[];
  readonly xNames: readonly string[] | undefined;
  readonly support: SupportMethod;
  /** Seed of the stream that measures leakage. */
  readonly seed: number;
  readonly novelty: Novelty;
  /** Asked anew at every look, because a training may still go on. */
  readonly training: () => TrainingSummary;
}

/** What reading a model file may need besides its bytes. */
export interface DecodeOptions {
  /** The prior: needed only where the file says that it was an own class. Its support must be the file's. */
  readonly prior?: Prior;
  /** What the bytes are called in messages ("model file"): the file's path, say. */
  readonly source?: string;
}

/**
 * q(· | ·) after training: give it an observation, and it answers without training again.
 *
 * Made by `npe`, by a `Trainer`, or by `decode`. It owns the estimator, not the prior: call `dispose`, or use `using`.
 *
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { AmortizedPosterior, npe } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const trained = await npe(await simulate(prior, simulator, { count: 500, seed: 1 }), { prior, seed: 2, maxEpochs: 5 });
 * const bytes = await trained.encode();
 * trained.dispose();
 * const amortized = AmortizedPosterior.decode(bytes);
 * const [theta] = await amortized.given([0.8, 0.6, 0.4]).summary({ seed: 3 });
 * console.log(theta.name, Math.abs(theta.mean + 0.2) < 0.1); // → theta_1 true
 * amortized.dispose();
 */
export class AmortizedPosterior implements Disposable {
  readonly prior: Prior;
  readonly estimator: ConditionalFlow;
  /** The parameters' names. */
  readonly names: readonly string[];
  readonly xNames: readonly string[] | undefined;
  readonly support: SupportMethod;
  readonly seed: number;
  readonly novelty: Novelty;
  private readonly summarize: () => TrainingSummary;
  private disposed = false;

  constructor(parts: AmortizedParts) {
    this.prior = parts.prior;
    this.estimator = parts.estimator;
    this.names = parts.names;
    this.xNames = parts.xNames;
    this.support = parts.support;
    this.seed = parts.seed;
    this.novelty = parts.novelty;
    this.summarize = parts.training;
  }

  /** How the training went and why it ended. */
  get training(): TrainingSummary {
    return this.summarize();
  }

  /**
   * The posterior at one observation; an x of more axes is given flat, row by row, or as lists of lists.
   *
   * An x unlike every simulation is answered too, with a warning on the posterior. Where the embedding leaves out missing
   * rows, such as trials of a set, fewer rows may be given, or NaN for a row that is missing.
   *
   * @throws ShapeError when x has a wrong length or an entry that is not a finite float32 number
   */
  given(x: Observation): Posterior {
    const where = 'AmortizedPosterior.given';
    expectAlive(this.disposed, where);
    return new Posterior(this, readObservation(x, this.estimator.architecture, where));
  }

  /**
   * Draws for many observations at once, one a row of x: a table [count, D] for each. It always ends.
   *
   * Row i gets the draws of `given(row i).sample(count, { seed: Rng.from(seed).fork(i) })`, up to rounding: they depend on
   * the seed and the row's number, not on the other rows. `maxTries` counts for each observation. Whether an x is unlike
   * every simulation is on its `given(x).warnings`.
   *
   * @throws ShapeError for an x that is no table of finite observations, or a count, a seed or a budget that is none
   * @throws BatchAcceptanceError with all draws so far when the budget is spent
   * @example
   * import { useBackend } from '@sbi/backends';
   * import { matrix } from '@sbi/core';
   * import { npe } from '@sbi/npe';
   * import { gaussian, simulate } from '@sbi/simulate';
   * await useBackend();
   * const { prior, simulator } = gaussian();
   * const amortized = await npe(await simulate(prior, simulator, { count: 500, seed: 1 }), { prior, seed: 2, maxEpochs: 5 });
   * const x = matrix([[0.8, 0.6, 0.4], [1, 1, 1]]);
   * const draws = await amortized.sampleBatched(x, 1000, { seed: 3 });
   * console.log(draws.length, draws[1].rows); // → 2 1000
   * const logProb = await amortized.logProbBatched(draws, x);
   * console.log(logProb[1].length); // → 1000
   * amortized.dispose();
   */
  async sampleBatched(x: Matrix, count: number, options: SampleOptions): Promise<Matrix[]> {
    const where = 'AmortizedPosterior.sampleBatched';
    this.checkObservations(x, where);
    checkCount(count, this.names.length, where);
    checkBudget(options ?? {}, where);
    const root = Rng.from(options?.seed);
    const streams = Array.from({ length: x.rows }, (_, i) => root.fork(i));
    const found = await drawInside(this, x, { count, streams, budget: options, job: options });
    const remedy = this.support === 'reject' ? ", or train with support: 'constrain'" : '';
    const advice = `all draws are on this error as .draws; raise maxTries or maxSeconds${remedy}`;
    expectDrawsEach(found, { count, where, advice });
    return found.map(({ draws }) => draws);
  }

  /**
   * ln q(θ | x) for a table of θ at each row of x, as `given(row i).logProb(theta[i])` gives it, up to rounding.
   *
   * @throws ShapeError unless x is a table of finite observations and theta holds a table of finite θ for each
   * @throws BatchAcceptanceError when too little of a density lies inside the prior to measure how much
   */
  async logProbBatched(
    theta: readonly Matrix[],
    x: Matrix,
    { normalized = true, signal }: LogProbOptions = {},
  ): Promise<Float32Array[]> {
    const where = 'AmortizedPosterior.logProbBatched';
    this.checkObservations(x, where);
    if (!Array.isArray(theta) || theta.length !== x.rows) {
      const expected = `be a list of ${x.rows} tables, one for each row of x`;
      throw new ShapeError('theta', expected, describeValue(theta), where);
    }
    theta.forEach((table, i) => {
      checkTable(table, this.names.length, `theta[${i}]`, where);
    });
    signal?.throwIfAborted();
    const logProb = await logDensities(this, x, theta, { signal });
    if (!normalized || keepsInside(this)) return logProb;
    const found = await measureLeakage(this, x, signal ? { signal } : {});
    expectDrawsEach(found, { count: BATCH, where, advice: IGNORE });
    return logProb.map((values, i) => {
      const leakage = Math.log((found[i] as Found).acceptance);
      return values.map((value) => value - leakage);
    });
  }

  /**
   * The model file: safetensors with everything that is needed to go on, and no code (docs/model-file.md).
   *
   * The same posterior gives the same bytes. An own class of prior travels as its support and its name only.
   */
  async encode(): Promise<Uint8Array> {
    expectAlive(this.disposed, 'AmortizedPosterior.encode');
    return encodePosterior(this);
  }

  /**
   * Reads a model file; nothing in it is executed. The caller owns the result.
   *
   * @throws SerializationError naming what is wrong and where
   */
  static decode(bytes: Uint8Array, options: DecodeOptions = {}): AmortizedPosterior {
    return new AmortizedPosterior(decodePosterior(bytes, options));
  }

  dispose(): void {
    this.disposed = true;
    this.estimator.dispose();
  }

  private checkObservations(x: Matrix, where: string): void {
    expectAlive(this.disposed, where);
    expectObservations(x, this.estimator.architecture, where);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
