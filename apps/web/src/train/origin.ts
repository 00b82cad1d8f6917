import { type Matrix, matrixOf, Rng, type Seed, type Simulations } from '@sbi/core';
import { distributionFrom, type Prior } from '@sbi/distributions';
import type { PredictiveSimulator } from '@sbi/npe';
import { type Problem, problem, simulate } from '@sbi/simulate';
import type { Part, Source, Tables } from './protocol.ts';

/** What a run of the simulator is told from outside. */
interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Where the pairs of a training come from; owns its prior. */
export interface Origin extends Disposable {
  readonly prior: Prior;
  /** x ~ p(x | θ), where it can be had. */
  readonly simulator: PredictiveSimulator | undefined;
  /** The pairs of one part: the first, those that were added, or those that are held out of the training. */
  simulate(part: Part, count: number, watch: Watch): Promise<Simulations & { warnings: readonly string[] }>;
}

/** What the page answers where the worker cannot. */
export interface Outside {
  /** Hands over tables that somebody else has; undefined where there are none. */
  tables(part: Part, count: number): Promise<Tables | undefined>;
  /** One x of a simulator that runs elsewhere. @throws Error saying in a line why there is none */
  simulateAt(theta: Float32Array, seed: number): Promise<Float32Array>;
}

/** Workers that simulate at most: more of them start slowly and gain nothing on a page. */
const MOST_WORKERS = 8;

export function originOf(source: Source, seed: Seed, outside: Outside): Origin {
  return source.kind === 'problem' ? new ProblemOrigin(source.name, seed) : new TableOrigin(source, outside);
}

/** A problem of ours, simulated by the streams that `sbi demo` has: the same seed gives the same pairs there and here. */
class ProblemOrigin implements Origin {
  private readonly problem: Problem;
  private readonly rng: Rng;

  constructor(name: string, seed: Seed) {
    this.problem = problem(name);
    this.rng = Rng.from(seed);
  }

  get prior(): Prior {
    return this.problem.prior;
  }

  get simulator(): PredictiveSimulator {
    return this.problem.simulator;
  }

  async simulate(part: Part, count: number, { signal, onProgress }: Watch) {
    const { prior, module, xShape } = this.problem;
    const run = await simulate(prior, module, {
      count,
      seed: streamOf(this.rng, part),
      workers: Math.min(MOST_WORKERS, Math.max(1, navigator.hardwareConcurrency || 1)),
      signal,
      onProgress: ({ done, total }) => onProgress(done, total),
      ...(xShape ? { xShape } : {}),
    });
    const names = Array.from({ length: run.x.columns }, (_, i) => `x_${i + 1}`);
    return { ...run, x: matrixOf(run.x.data, run.x.columns, names) };
  }

  [Symbol.dispose](): void {
    this.problem.dispose();
  }
}

function streamOf(rng: Rng, part: Part): Rng {
  if (part === 'held') return rng.fork('held out');
  return part === 0 ? rng.fork('simulations') : rng.fork('more simulations').fork(part);
}

/** Tables that the page hands over. */
class TableOrigin implements Origin {
  readonly prior: Prior;
  readonly simulator: PredictiveSimulator | undefined;
  private readonly outside: Outside;

  constructor({ prior, simulates }: Extract<Source, { kind: 'tables' }>, outside: Outside) {
    this.prior = distributionFrom(prior);
    this.outside = outside;
    if (simulates) this.simulator = (theta, rng) => outside.simulateAt(theta, rng.int(2 ** 32 - 1));
  }

  async simulate(part: Part, count: number) {
    const tables = await this.outside.tables(part, count);
    if (!tables) throw new NoTablesError(part);
    const { theta, x, xShape } = tables;
    return { theta: tableOf(theta), x: tableOf(x), ...(xShape ? { xShape } : {}), warnings: [] };
  }

  [Symbol.dispose](): void {
    this.prior.dispose();
  }
}

/** There are no pairs of that part. */
class NoTablesError extends Error {
  constructor(part: Part) {
    super(
      part === 'held'
        ? 'There are no simulations that the training has not seen.'
        : 'There are no more simulations in these tables.',
    );
    this.name = 'NoTablesError';
  }
}

function tableOf({ data, columns, names }: Tables['theta']): Matrix {
  return matrixOf(data, columns, names);
}
