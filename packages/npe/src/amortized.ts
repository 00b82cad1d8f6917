import { describeValue, type Matrix, Rng, type Shape, ShapeError } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import type { Architecture, ConditionalDistribution } from '@sbi/flows';
import { expectAlive } from './alive.ts';
import { checkCount, checkTable, oneRow } from './checks.ts';
import type { SampleOptions } from './drawable.ts';
import { expectDrawsEach } from './expectDraws.ts';
import { drawInside, type Estimate, keepsInside, logDensities, measureLeakage } from './insidePrior.ts';
import { expectObservations, type Observation, readObservation } from './observation.ts';
import type { SupportMethod } from './options.ts';
import { IGNORE, type LogProbOptions, Posterior } from './posterior.ts';
import { BATCH, checkBudget, type Found } from './rejection.ts';

/** What every amortised posterior has beside its estimator. */
export interface SharedParts {
  readonly prior: Prior;
  readonly names: readonly string[];
  readonly xNames: readonly string[] | undefined;
  readonly support: SupportMethod;
  /** Seed of the stream that measures leakage. */
  readonly seed: number;
}

/**
 * q(· | ·) within a prior: what an `AmortizedPosterior` and an `Ensemble` of them have in common.
 *
 * It owns its estimator, not the prior: call `dispose`, or use `using`.
 */
export abstract class Amortized implements Estimate, Disposable {
  readonly prior: Prior;
  /** The parameters' names. */
  readonly names: readonly string[];
  readonly xNames: readonly string[] | undefined;
  readonly support: SupportMethod;
  readonly seed: number;
  /** q(θ | x) as it was trained, whatever it leaks. */
  abstract readonly estimator: ConditionalDistribution & { dispose(): void };
  /** The shape of one x. */
  abstract readonly xShape: Shape;
  private disposed = false;

  constructor(parts: SharedParts) {
    this.prior = parts.prior;
    this.names = parts.names;
    this.xNames = parts.xNames;
    this.support = parts.support;
    this.seed = parts.seed;
  }

  /** Another number whenever a training that goes on has found better weights. */
  abstract get revision(): number;

  /**
   * The model file: safetensors with everything that is needed to go on, and no code (docs/model-file.md).
   *
   * The same posterior gives the same bytes. An own class of prior travels as its support and its name only.
   */
  abstract encode(): Promise<Uint8Array>;

  /**
   * The posterior at one observation; an x of more axes is given flat, row by row, or as lists of lists.
   *
   * An x unlike every simulation is answered too, with a warning on the posterior. Where the embedding leaves out missing
   * rows, such as trials of a set, fewer rows may be given, or NaN for a row that is missing.
   *
   * @throws ShapeError when x has a wrong length or an entry that is not a finite float32 number
   */
  given(x: Observation): Posterior {
    const where = this.enter('given');
    const [first, ...others] = this.architectures as [Architecture, ...Architecture[]];
    const values = readObservation(x, first, where);
    for (const other of others) expectObservations(oneRow(values), other, where);
    const warning = this.warningAt(values);
    return new Posterior(this, values, warning === undefined ? [] : [warning]);
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
    const where = this.enter('sampleBatched');
    for (const each of this.architectures) expectObservations(x, each, where);
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
    const where = this.enter('logProbBatched');
    for (const each of this.architectures) expectObservations(x, each, where);
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

  dispose(): void {
    this.disposed = true;
    this.estimator.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** What an x must fit: the architecture of every flow. */
  protected abstract get architectures(): readonly Architecture[];

  /** In a sentence, how x is unlike every simulation, if it is. */
  protected abstract warningAt(x: Float32Array): string | undefined;

  /** @throws SbiError after `dispose`; else what to call the method in a message */
  protected enter(method: string): string {
    const where = `${this.constructor.name}.${method}`;
    expectAlive(this.disposed, where);
    return where;
  }
}
