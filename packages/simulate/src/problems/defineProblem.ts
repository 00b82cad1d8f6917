import { breather, expectMatrix, type Matrix, matrixOf, Rng, rowOf, ShapeError } from '@sbi/core';
import { contains, type Prior } from '@sbi/distributions';
import { describe } from '../describe.ts';
import type { ExactPosterior } from '../exact/posterior.ts';
import type { Problem, ProblemInfo, ReferenceOptions } from './problem.ts';

/** The maths of a problem; `defineProblem` adds the checks. */
export interface ProblemSpec {
  readonly prior: Prior;
  readonly simulator: (theta: Float32Array, rng: Rng) => ArrayLike<number>;
  readonly module: URL;
  readonly xShape?: readonly number[];
  /** θ behind the observation, or what was measured. */
  readonly observation: { readonly truth: readonly number[] } | { readonly measured: readonly number[] };
  /** What each number of x must be, beyond finite. */
  readonly entries?: { readonly expected: string; accepts(value: number): boolean };
  readonly isNormalized: boolean;
  posterior(x: Float64Array): ExactPosterior;
}

/** A problem of its maths: x, θ, count and seed are checked here, and nowhere else. */
export function defineProblem(info: ProblemInfo, spec: ProblemSpec): Problem {
  const { prior, simulator, module, xShape, isNormalized } = spec;
  const { observed, truth } = observationOf(spec);
  const check = (x: ArrayLike<number>, method: string) =>
    checkX(x, observed.length, spec.entries, `${info.name}.${method}`);
  const dispose = () => prior.dispose();
  return {
    ...info,
    prior,
    simulator,
    module,
    ...(xShape ? { xShape } : {}),
    observed,
    ...(truth ? { truth } : {}),
    isNormalized,
    logPosterior(theta, x) {
      checkTheta(theta, prior.dim, `${info.name}.logPosterior`);
      const posterior = spec.posterior(check(x, 'logPosterior'));
      const isInside = contains(prior.support, theta);
      return Float64Array.from(isInside, (inside, i) =>
        inside ? notNaN(posterior.logDensity(rowOf(theta, i))) : Number.NEGATIVE_INFINITY,
      );
    },
    async reference(x, count, options) {
      const where = `${info.name}.reference`;
      const posterior = spec.posterior(check(x, 'reference'));
      return drawTable(posterior, prior, count, options, where);
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

async function drawTable(
  posterior: ExactPosterior,
  prior: Prior,
  count: number,
  options: ReferenceOptions,
  where: string,
): Promise<Matrix> {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new ShapeError('count', 'be an integer from 1', describe(count), where);
  }
  const rng = Rng.from(options?.seed).fork('reference');
  let most = 0; // draws may be taken back on the way
  const progress = (done: number) => {
    most = Math.max(most, done);
    options.onProgress?.({ done: most, total: count });
  };
  const breathe = breather(options.signal);
  await breathe();
  const draws = await posterior.draw({ count, rng, breathe, progress, where });
  progress(count);
  const data = new Float32Array(count * prior.dim);
  draws.forEach((draw, i) => {
    data.set(draw, i * prior.dim);
  });
  return matrixOf(data, prior.dim, prior.names);
}

/** What there is to infer from: measured, or what the simulator gives for `truth` with the stream of seed 1. */
function observationOf({ observation, simulator }: ProblemSpec) {
  if ('measured' in observation) return { observed: Object.freeze([...observation.measured]) };
  const { truth } = observation;
  const x = Float32Array.from(simulator(Float32Array.from(truth), Rng.fromSeed(1)));
  return { observed: Object.freeze([...x]), truth: Object.freeze([...truth]) };
}

function checkTheta(theta: Matrix, dim: number, where: string): void {
  expectMatrix(theta, 'theta', where);
  if (theta.columns === dim) return;
  throw new ShapeError('theta', `have ${dim} columns`, [theta.rows, theta.columns], where);
}

function checkX(
  x: ArrayLike<number>,
  length: number,
  entries: ProblemSpec['entries'],
  where: string,
): Float64Array {
  if (x?.length !== length) {
    const received = x?.length === undefined ? describe(x) : `${x.length}`;
    throw new ShapeError('x', `have ${length} entries`, received, where);
  }
  return Float64Array.from(x, (value, j) => {
    if (!Number.isFinite(Math.fround(value))) {
      throw new ShapeError('x', 'hold finite float32 numbers', `${value} in entry ${j}`, where);
    }
    if (entries && !entries.accepts(value)) {
      throw new ShapeError('x', entries.expected, `${value} in entry ${j}`, where);
    }
    return value;
  });
}

function notNaN(value: number): number {
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
}
