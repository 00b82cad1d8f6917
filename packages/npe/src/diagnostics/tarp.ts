import {
  describeValue,
  expectMatrix,
  type Matrix,
  matrixOf,
  Rng,
  rowOf,
  ShapeError,
  type Simulations,
} from '@sbi/core';
import type { AmortizedLike } from './amortizedLike.ts';
import { checkPairs, type DiagnosticOptions, type Visitor, visitPairs } from './pairDraws.ts';
import { Ranks } from './ranks.ts';
import { kolmogorovSmirnov, twoSampleTail } from './uniformity.ts';

/** What `tarp` takes. */
export interface TarpOptions extends DiagnosticOptions {
  /** A reference point for each pair, [pairs, D]; by default uniform in the box around all θ, as sbi draws them. */
  readonly references?: Matrix;
  readonly distance?: 'l2' | 'l1';
  /** Steps of the curve: a tenth of the pairs. */
  readonly bins?: number;
}

/** Expected coverage of balls around random points. */
export interface TarpResult {
  readonly pairs: number;
  readonly draws: number;
  /** Levels of credibility, bins + 1 of them from 0 to 1. */
  readonly alpha: readonly number[];
  /** The share of truths that a ball of that credibility holds. */
  readonly ecp: readonly number[];
  /** The credibility of the ball that reaches the truth, pair by pair: uniform for an exact posterior. */
  readonly credibility: readonly number[];
  /** Area between curve and diagonal above α = ½: above 0 too wide, below 0 too narrow or elsewhere. */
  readonly atc: number;
  /** Kolmogorov–Smirnov of the credibilities: uniform for an exact posterior. */
  readonly ksPValue: number;
  /**
   * What sbi's `check_tarp` gives beside `atc`: the two-sample Kolmogorov–Smirnov tail of the numbers `ecp` and `alpha`.
   * Near 1 for an exact posterior and not uniform: it compares curves, not samples.
   */
  readonly curvePValue: number;
}

/** Keeps the scale of a parameter that does not vary off zero. */
const LEAST_RANGE = 1e-10;

/**
 * Tests of accuracy with random points (Lemos, Coogan, Hezaveh & Perreault-Levasseur 2023): coverage of balls around a
 * random reference point, each as large as the truth is far; in all parameters at once, and without a density.
 *
 * For every pair the share f of posterior draws that lie nearer the reference than the truth does is uniform if the
 * posterior is exact, wherever the references are. Parameters are first scaled to the range of the true θ. Python sbi:
 * `run_tarp` and `check_tarp`; here the curve runs over all of [0, 1], there from the least f to the largest.
 *
 * @param pairs simulations that the training has not seen: a few hundred or more
 * @throws ShapeError as `sbc` does, and for references that are not one a pair
 * @example
 * import { gaussian, simulate } from '@sbi/simulate';
 * import { tarp } from '@sbi/npe';
 * const problem = gaussian();
 * const exact = { given: (x) => ({ sample: (count, options) => problem.reference(x, count, options) }) };
 * const pairs = await simulate(problem.prior, problem.simulator, { count: 300, seed: 1 });
 * const { atc, ecp, alpha } = await tarp(exact, pairs, { seed: 2, draws: 100 });
 * console.log(Math.abs(atc) < 0.1, ecp.length === alpha.length); // → true true
 * problem.dispose();
 */
export async function tarp(
  amortized: AmortizedLike,
  pairs: Simulations,
  options: TarpOptions,
): Promise<TarpResult> {
  const where = 'tarp';
  const draws = checkPairs(pairs, options, where);
  const balls = new BallRanks(pairs, draws, options, where);
  await visitPairs(amortized, pairs, { ...options, draws, density: false, where }, [balls.visit]);
  return balls.result();
}

/** Ranks of the truth's distance from the reference among its draws'. */
export class BallRanks {
  readonly ranks: Ranks;
  readonly visit: Visitor;
  private readonly bins: number;

  constructor(pairs: Simulations, draws: number, options: TarpOptions, where: string) {
    const { theta } = pairs;
    const rng = Rng.from(options?.seed).fork('tarp');
    const { distance = 'l2', bins = Math.max(1, Math.floor(theta.rows / 10)) } = options;
    if (distance !== 'l2' && distance !== 'l1') {
      throw new ShapeError('distance', "be 'l2' or 'l1'", describeValue(distance), where);
    }
    if (!Number.isSafeInteger(bins) || bins < 1) {
      throw new ShapeError('bins', 'be an integer from 1', describeValue(bins), where);
    }
    this.bins = bins;
    this.ranks = new Ranks(theta.rows, draws, rng.fork('ties'));
    const box = boxOf(theta);
    const references = options.references ?? drawReferences(theta, box, rng.fork('references'));
    checkReferences(references, theta, where);
    const power = distance === 'l2' ? 2 : 1;
    const near = new Float64Array(draws);
    this.visit = ({ index, truth, draws: table }) => {
      const reference = rowOf(references, index);
      measure(table.data, reference, box, power, near);
      const [far] = measure(truth, reference, box, power, new Float64Array(1));
      this.ranks.add(index, far as number, near, 0, 1);
    };
  }

  result(): TarpResult {
    const { levels, draws } = this.ranks;
    const alpha = Array.from({ length: this.bins + 1 }, (_, i) => i / this.bins);
    const sorted = Float64Array.from(levels).sort();
    let within = 0;
    const ecp = alpha.map((level) => {
      while (within < sorted.length && (sorted[within] as number) <= level) within++;
      return within / sorted.length;
    });
    const middle = alpha.length >> 1;
    const area = alpha.reduce(
      (sum, level, i) => (i < middle ? sum : sum + ((ecp[i] as number) - level) / this.bins),
      0,
    );
    return {
      pairs: levels.length,
      draws,
      alpha,
      ecp,
      credibility: Array.from(levels),
      atc: area,
      ksPValue: kolmogorovSmirnov(levels),
      curvePValue: twoSampleTail(ecp, alpha),
    };
  }
}

interface Box {
  readonly low: Float64Array;
  readonly range: Float64Array;
}

function boxOf({ data, rows, columns }: Matrix): Box {
  const low = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < rows * columns; i++) {
    const j = i % columns;
    low[j] = Math.min(low[j] as number, data[i] as number);
    high[j] = Math.max(high[j] as number, data[i] as number);
  }
  return { low, range: high.map((value, j) => value - (low[j] as number)) };
}

function drawReferences({ data, columns }: Matrix, { low, range }: Box, rng: Rng): Matrix {
  const draw = (_: number, i: number) =>
    (low[i % columns] as number) + rng.uniform() * (range[i % columns] as number);
  return matrixOf(new Float32Array(data.length).map(draw), columns);
}

/** Distances (squared ones for l2: only their order counts) of rows from the reference, in ranges of the box. */
function measure(
  rows: Float32Array,
  reference: Float32Array,
  { range }: Box,
  power: number,
  into: Float64Array,
): Float64Array {
  const dim = reference.length;
  for (let i = 0, at = 0; i < into.length; i++) {
    let sum = 0;
    for (let j = 0; j < dim; j++, at++) {
      const gap =
        Math.abs((rows[at] as number) - (reference[j] as number)) / ((range[j] as number) + LEAST_RANGE);
      sum += power === 2 ? gap * gap : gap;
    }
    into[i] = sum;
  }
  return into;
}

function checkReferences(references: Matrix, { rows, columns }: Matrix, where: string): void {
  expectMatrix(references, 'references', where);
  if (references.rows === rows && references.columns === columns) return;
  const got = [references.rows, references.columns];
  throw new ShapeError('references', `have shape [${rows}, ${columns}], as theta`, got, where);
}
