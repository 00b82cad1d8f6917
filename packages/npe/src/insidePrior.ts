import { type Job, type Matrix, Rng, RngBatch, type Shape, selectRows, toMatrix, toTensor } from '@sbi/core';
import { contains, type Distribution, type Support } from '@sbi/distributions';
import type { ConditionalDistribution } from '@sbi/flows';
import { reshape, tensor, tidy } from '@tensorflow/tfjs-core';
import type { SupportMethod } from './options.ts';
import { BATCH, type Budget, collect, type Found, type SamplingProgress, type Turn } from './rejection.ts';

/** An estimator of q(θ | x) and the prior that it is kept to. */
export interface Estimate {
  readonly estimator: ConditionalDistribution;
  /** The shape of one x. */
  readonly xShape: Shape;
  readonly prior: { readonly support: Support };
  readonly support: SupportMethod;
  readonly names: readonly string[];
  /** Seed of the stream that measures leakage. */
  readonly seed: number;
}

/** Numbers of x that are conditioned on together: bounds the memory that reading them needs. */
const NUMBERS = 1_000_000;

/** How many observations of that length may be computed together. */
function togetherOf(x: Matrix): number {
  return Math.max(1, Math.min(BATCH, Math.floor(NUMBERS / x.columns)));
}

/** Draws `count` rows of θ inside the prior for each row of x, each from a stream of its own. */
export function drawInside(
  estimate: Estimate,
  x: Matrix,
  {
    count,
    streams,
    budget,
    job,
  }: {
    readonly count: number;
    readonly streams: readonly Rng[];
    readonly budget: Budget;
    readonly job: Job<SamplingProgress>;
  },
): Promise<readonly Found[]> {
  const draw = async (size: number, turns: readonly Turn[]) => {
    const some = selectRows(
      x,
      turns.map(({ member }) => member),
    );
    const own = turns.map(({ member, index }) => (streams[member] as Rng).fork(index));
    const rng = own.length === 1 ? (own[0] as Rng) : new RngBatch(own);
    const rows = await toMatrix(
      tidy(() => reshape(conditioned(estimate, some).sample(size, rng), [-1, estimate.names.length])),
    );
    if (estimate.support === 'constrain') pullInside(estimate.prior.support, rows.data);
    return { rows, inside: isInside(estimate.prior.support, rows) };
  };
  const { names } = estimate;
  return collect({ members: x.rows, count, names, together: togetherOf(x), draw }, budget, job);
}

/**
 * ln q(θ | x) for some θ at each row of x, as the estimator has it: −∞ outside the prior, and nothing else is done about
 * what leaks. Observations share a pass as far as it is one of `BATCH` rows.
 */
export async function logDensities(
  estimate: Estimate,
  x: Matrix,
  theta: readonly Matrix[],
  {
    signal,
    onDone,
  }: { readonly signal?: AbortSignal | undefined; readonly onDone?: (rows: number) => void } = {},
): Promise<Float32Array[]> {
  const answers: Float32Array[] = [];
  for (let begin = 0; begin < x.rows; ) {
    const end = endOfPass(theta, begin, begin + togetherOf(x));
    const rows = Array.from({ length: end - begin }, (_, k) => begin + k);
    const q = conditioned(estimate, selectRows(x, rows));
    try {
      answers.push(...(await densitiesAt(q, theta.slice(begin, end), signal)));
    } finally {
      q.dispose();
    }
    begin = end;
    onDone?.(end);
  }
  answers.forEach((values, i) => {
    const inside = contains(estimate.prior.support, theta[i] as Matrix);
    inside.forEach((is, k) => {
      if (is === 0) values[k] = Number.NEGATIVE_INFINITY;
    });
  });
  return answers;
}

/** Counts the share of the estimator's mass inside the prior at each row of x, in `BATCH` accepted draws. */
export function measureLeakage(
  estimate: Estimate,
  x: Matrix,
  job: Job<SamplingProgress>,
): Promise<readonly Found[]> {
  const streams = Array.from({ length: x.rows }, () => Rng.fromSeed(estimate.seed));
  return drawInside(estimate, x, { count: BATCH, streams, budget: {}, job });
}

/** Whether no draw can leave the prior. */
export function keepsInside({ support, prior }: Estimate): boolean {
  return support === 'constrain' && prior.support.kind === 'box';
}

/** q(· | x) for every row of x; the caller owns it. */
export function conditioned({ estimator, xShape }: Estimate, x: Matrix): Distribution {
  const shaped = tidy(() => reshape(toTensor(x), [x.rows, ...xShape]));
  try {
    return estimator.given(shaped);
  } finally {
    shaped.dispose();
  }
}

/** As many observations from `begin` on as fit in a pass when each is filled up to the longest; one at least. */
function endOfPass(theta: readonly Matrix[], begin: number, most: number): number {
  let longest = 0;
  let end = begin;
  while (end < Math.min(most, theta.length)) {
    longest = Math.max(longest, (theta[end] as Matrix).rows);
    if (end > begin && longest * (end + 1 - begin) > BATCH) break;
    end += 1;
  }
  return end;
}

async function densitiesAt(
  q: Distribution,
  theta: readonly Matrix[],
  signal: AbortSignal | undefined,
): Promise<Float32Array[]> {
  const answers = theta.map(({ rows }) => new Float32Array(rows));
  const longest = Math.max(...theta.map(({ rows }) => rows));
  const size = Math.floor(BATCH / theta.length);
  for (let begin = 0; begin < longest; begin += size) {
    signal?.throwIfAborted();
    const rows = Math.min(size, longest - begin);
    const values = tidy(() =>
      q.logProb(tensor(interleave(theta, begin, rows, q.dim), [rows, theta.length, q.dim])),
    );
    try {
      const read = await values.data();
      answers.forEach((answer, member) => {
        if (answers.length === 1) {
          answer.set(read as Float32Array, begin);
          return;
        }
        for (let i = 0; i < Math.min(rows, answer.length - begin); i++) {
          answer[begin + i] = read[i * theta.length + member] as number;
        }
      });
    } finally {
      values.dispose();
    }
  }
  return answers;
}

/** Rows `begin` … of several tables as [rows, tables, dim], zeros where a table has ended. */
function interleave(tables: readonly Matrix[], begin: number, rows: number, dim: number): Float32Array {
  if (tables.length === 1) return (tables[0] as Matrix).data.slice(begin * dim, (begin + rows) * dim);
  const data = new Float32Array(rows * tables.length * dim);
  tables.forEach((table, member) => {
    for (let i = 0; i < Math.min(rows, table.rows - begin); i++) {
      const at = (begin + i) * dim;
      data.set(table.data.subarray(at, at + dim), (i * tables.length + member) * dim);
    }
  });
  return data;
}

/** Rounding may carry a draw at a wall one float32 step past it. */
function pullInside({ low, high }: Support, draws: Float32Array): void {
  const dim = low.length;
  draws.forEach((value, i) => {
    draws[i] = Math.min(Math.max(value, low[i % dim] as number), high[i % dim] as number);
  });
}

/** Which draws lie in the support and are finite: an estimator asked about an extreme x may overflow. */
function isInside(support: Support, draws: Matrix): Uint8Array {
  const { columns, data } = draws;
  const inside = contains(support, draws);
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) inside[Math.floor(i / columns)] = 0;
  }
  return inside;
}
