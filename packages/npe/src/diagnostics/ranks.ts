import { gammaTails, normalTails, type Rng } from '@sbi/core';
import { normalScore } from './normalScore.ts';
import { chiSquareUniformity, kolmogorovSmirnov } from './uniformity.ts';

/** Keeps a level off 0 and 1, where its normal score is infinite. */
const EDGE = 1e-9;

/**
 * Where the truth stands among L exchangeable draws, pair after pair, by one number of each.
 *
 * The rank counts the draws below the truth, ties at random: uniform on 0 … L for an exact posterior. The level
 * (rank + v)/(L + 1) with v ~ U(0, 1) is then uniform on (0, 1) whatever L is (the randomised probability integral
 * transform, Czado, Gneiting & Held 2009), so that tests of it have no discreteness to allow for.
 */
export class Ranks {
  readonly ranks: Int32Array;
  readonly levels: Float64Array;
  readonly draws: number;
  private readonly rng: Rng;

  constructor(pairs: number, draws: number, rng: Rng) {
    this.ranks = new Int32Array(pairs);
    this.levels = new Float64Array(pairs);
    this.draws = draws;
    this.rng = rng;
  }

  /** Ranks the truth of one pair among its draws: `values[offset]`, `values[offset + stride]`, … */
  add(pair: number, truth: number, values: ArrayLike<number>, offset: number, stride: number): void {
    let below = 0;
    let equal = 0;
    for (let i = 0, at = offset; i < this.draws; i++, at += stride) {
      const value = values[at] as number;
      if (value < truth) below++;
      else if (value === truth) equal++;
    }
    const rank = below + (equal > 0 ? this.rng.int(equal + 1) : 0);
    const within = Math.min(1 - EDGE, Math.max(EDGE, this.rng.uniform()));
    this.ranks[pair] = rank;
    this.levels[pair] = (rank + within) / (this.draws + 1);
  }

  /** The levels of those truths that lie between their draws: uniform as well. */
  interior(): Float64Array {
    const last = this.draws;
    const inside = this.levels.filter((_, i) => {
      const rank = this.ranks[i] as number;
      return rank > 0 && rank < last;
    });
    return inside.map((level) => (level * (last + 1) - 1) / (last - 1));
  }
}

/** What ranks say of one parameter; every p-value is uniform for an exact posterior. */
export interface RankTests {
  /** By how many of its own standard deviations the posterior lies too high (+) or too low (−). */
  readonly shift: number;
  readonly shiftPValue: number;
  /** The posterior's standard deviation over the right one: below 1 too narrow, above 1 too wide. */
  readonly width: number;
  readonly widthPValue: number;
  /** Kolmogorov–Smirnov, against whatever else is not uniform. */
  readonly ksPValue: number;
  /** Pearson's χ² over 20 bins. */
  readonly chiSquarePValue: number;
}

/**
 * Tests of levels that should be uniform. Their normal scores z = Φ⁻¹(level) are then N(0, 1), one a pair, and exactly
 *
 * - shift: √n · z̄ ~ N(0, 1);
 * - width: Σ(z − z̄)² ~ χ²(n − 1) is too large where the posterior is too narrow, Σz² ~ χ²(n) too small where it is too
 *   wide. A shift adds to Σz² and not to Σ(z − z̄)², so that neither calls a shift a width. p = 2 · the smaller tail.
 *
 * For Gaussian posteriors these are the most powerful tests there are; for others they are as exact. They follow Cook,
 * Gelman & Rubin (2006), whose scores were of ranks that are not randomised.
 */
export function testRanks(levels: Float64Array): RankTests {
  const n = levels.length;
  const scores = levels.map(normalScore);
  const mean = scores.reduce((sum, z) => sum + z, 0) / n;
  const about = (centre: number) => scores.reduce((sum, z) => sum + (z - centre) ** 2, 0);
  const [spread, size] = [about(mean), about(0)];
  const [, narrow] = gammaTails((n - 1) / 2, spread / 2);
  const [wide] = gammaTails(n / 2, size / 2);
  return {
    shift: 0 - mean,
    shiftPValue: shiftPValue(levels),
    width: narrow < wide ? Math.sqrt((n - 1) / spread) : Math.sqrt(n / size),
    widthPValue: Math.min(1, 2 * narrow, 2 * wide),
    ksPValue: kolmogorovSmirnov(levels),
    chiSquarePValue: chiSquareUniformity(levels),
  };
}

/** The p-value of √n · z̄ ~ N(0, 1); 1 where there is nothing to test. */
function shiftPValue(levels: Float64Array): number {
  const sum = levels.reduce((total, level) => total + normalScore(level), 0);
  return levels.length === 0 ? 1 : twoSidedNormal(sum / Math.sqrt(levels.length));
}

/**
 * The same where the width is wrong, which it must not take for a shift: z̄ is measured in what the scores vary by, among
 * those truths that lie between their draws (a missing mode leaves many that do not, on one side perhaps).
 */
export function shiftBesideWidth(ranks: Ranks): number {
  const scores = ranks.interior().map(normalScore);
  const n = scores.length;
  const mean = scores.reduce((sum, z) => sum + z, 0) / n;
  const spread = scores.reduce((sum, z) => sum + (z - mean) ** 2, 0) / (n - 1);
  return n < 2 ? 1 : twoSidedNormal((mean * Math.sqrt(n)) / Math.sqrt(spread));
}

/** P(|Z| ≥ |z|) for a standard normal Z. */
function twoSidedNormal(z: number): number {
  return 2 * normalTails(-Math.abs(z))[0];
}
