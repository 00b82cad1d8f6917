import { breather, type Job, type Matrix, matrixOf, type Rng } from '@sbi/core';
import type { Budget, SamplingProgress } from '../rejection.ts';
import { KernelMixture, normalized, resample, type WeightedPoints } from './kernelMixture.ts';

/** A density to draw from: rows of unconstrained points → the free coordinates and ln(density · |∂θ/∂u|). */
export type Target = (points: Matrix) => Promise<{ theta: Matrix; logDensity: Float64Array }>;

/** Draws by which a proposal is judged, and rounds in which it is made better. */
const TRIAL = 2000;
const ROUNDS = 8;
/** Effective draws a proposal at which no better one is looked for. */
const GOOD = 0.6;
/** Proposals a pass. */
const PASS = 5000;
/** Effective draws wanted for each draw that is handed out, so that few are handed out twice. */
const SPARE = 2;
const GRANTED = 100_000;
const TRIES_PER_DRAW = 1000;

/** Weighted draws. */
export interface Weighed {
  readonly theta: Matrix;
  readonly logWeights: Float64Array;
  readonly tries: number;
  /** 1/Σ w² for weights that sum to 1. */
  readonly effectiveSize: number;
  readonly seconds: number;
}

/** A proposal for a density, and how good it was. */
export interface Proposal {
  readonly mixture: KernelMixture;
  /** Effective draws for each one that is tried. */
  readonly efficiency: number;
}

/**
 * Finds a proposal by adaptive importance sampling: round after round it is fitted to the weighted draws of the last one,
 * as many kernels and as a single one, and the best by effective sample size is kept (West 1993).
 */
export async function adapt(
  target: Target,
  start: WeightedPoints,
  rng: Rng,
  signal?: AbortSignal,
): Promise<Proposal> {
  const breathe = breather(signal);
  let best: (Proposal & { readonly points: WeightedPoints }) | undefined;
  let points = start;
  for (let round = 0; round < ROUNDS; round++) {
    const stream = rng.fork(round);
    const before = best?.efficiency ?? 0;
    for (const width of [undefined, 1]) {
      await breathe();
      const own = stream.fork(width ?? 'kernels');
      const tried = await tryOut(target, new KernelMixture(points, own.fork('fit'), width), own.fork('draw'));
      if (best === undefined || tried.efficiency > best.efficiency) best = tried;
    }
    if (best === undefined || best.efficiency === 0) break;
    points = best.points;
    const { efficiency } = best;
    if (efficiency > GOOD || (round > 1 && efficiency < 1.1 * before)) break;
  }
  return best as Proposal;
}

/** Draws from a proposal, batch after batch, until the weighted draws count as `size` or the budget is spent. */
export async function weigh(
  target: Target,
  { mixture, efficiency }: Proposal,
  {
    size,
    rng,
    budget,
    job,
  }: {
    readonly size: number;
    readonly rng: Rng;
    readonly budget: Budget;
    readonly job: Job<SamplingProgress>;
  },
): Promise<Weighed> {
  const start = performance.now();
  const breathe = breather(job.signal);
  const parts: { theta: Matrix; logWeights: Float64Array }[] = [];
  const sums = new WeightSums();
  let [tries, effective] = [0, 0];
  while (effective < size) {
    await breathe();
    const left = (budget.maxTries ?? GRANTED + TRIES_PER_DRAW * Math.floor(effective)) - tries;
    const late = (performance.now() - start) / 1000 >= (budget.maxSeconds ?? Number.POSITIVE_INFINITY);
    if (left <= 0 || late) break;
    const asked = Math.ceil((1.2 * (size - effective)) / Math.max(efficiency, 1e-3));
    const rows = Math.max(1, Math.min(PASS, left, Math.max(100, asked)));
    const part = await propose(target, mixture, rows, rng.fork(parts.length));
    parts.push(part);
    sums.add(part.logWeights);
    tries += rows;
    effective = sums.effectiveSize;
    const done = Math.floor(Math.min(size, effective) / SPARE);
    job.onProgress?.({ done, total: Math.ceil(size / SPARE), acceptance: effective / tries });
  }
  const columns = mixture.dim;
  return {
    theta: matrixOf(
      joined(
        parts.map(({ theta }) => theta.data),
        new Float32Array(tries * columns),
      ),
      columns,
    ),
    logWeights: joined(
      parts.map((part) => part.logWeights),
      new Float64Array(tries),
    ),
    tries,
    effectiveSize: effective,
    seconds: (performance.now() - start) / 1000,
  };
}

/** How many effective draws it takes for so many. */
export function sizeFor(count: number): number {
  return SPARE * count;
}

/** Rows by their weights: as many as asked for, or as the effective size allows. */
export function drawn({ theta, logWeights, effectiveSize }: Weighed, count: number, rng: Rng): Matrix {
  const rows = Math.min(count, Math.floor(effectiveSize / SPARE + 1e-9));
  const data = new Float32Array(rows * theta.columns);
  if (rows > 0) {
    resample(normalized(logWeights), rows, rng).forEach((row, k) => {
      data.set(theta.data.subarray(row * theta.columns, (row + 1) * theta.columns), k * theta.columns);
    });
  }
  return matrixOf(data, theta.columns);
}

/** ln ∫ density, the logarithm of the mean weight. */
export function logIntegral({ logWeights }: Weighed): number {
  const most = logWeights.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
  return (
    most + Math.log(logWeights.reduce((sum, value) => sum + Math.exp(value - most), 0) / logWeights.length)
  );
}

async function tryOut(
  target: Target,
  mixture: KernelMixture,
  rng: Rng,
): Promise<Proposal & { readonly points: WeightedPoints }> {
  const { points, logWeights } = await propose(target, mixture, TRIAL, rng);
  const sums = new WeightSums();
  sums.add(logWeights);
  return {
    mixture,
    efficiency: sums.effectiveSize / TRIAL,
    points: { data: points, dim: mixture.dim, logWeights },
  };
}

async function propose(
  target: Target,
  mixture: KernelMixture,
  rows: number,
  rng: Rng,
): Promise<{ points: Float64Array; theta: Matrix; logWeights: Float64Array }> {
  // rounded first, so that the proposal's density is that of what is evaluated
  const points = Float32Array.from(mixture.sample(rows, rng));
  const rounded = Float64Array.from(points);
  const { theta, logDensity } = await target(matrixOf(points, mixture.dim));
  const logProposal = mixture.logDensity(rounded);
  const logWeights = logDensity.map((value, i) => {
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value - (logProposal[i] as number);
  });
  return { points: rounded, theta, logWeights };
}

/** Σ w and Σ w² as weights come in, in parts of the largest so far. */
class WeightSums {
  private most = Number.NEGATIVE_INFINITY;
  private sum = 0;
  private squares = 0;

  add(logWeights: Float64Array): void {
    const most = logWeights.reduce((max, value) => Math.max(max, value), this.most);
    if (most === Number.NEGATIVE_INFINITY) return;
    const scale = Math.exp(this.most - most);
    this.sum *= scale;
    this.squares *= scale ** 2;
    this.most = most;
    for (const value of logWeights) {
      const weight = Math.exp(value - most);
      this.sum += weight;
      this.squares += weight ** 2;
    }
  }

  /** (Σ w)²/Σ w² (Kish); 0 while nothing has a weight. */
  get effectiveSize(): number {
    return this.squares > 0 ? this.sum ** 2 / this.squares : 0;
  }
}

function joined<T extends Float32Array | Float64Array>(parts: readonly T[], into: T): T {
  let offset = 0;
  for (const part of parts) {
    into.set(part, offset);
    offset += part.length;
  }
  return into;
}
