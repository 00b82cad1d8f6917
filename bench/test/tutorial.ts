import { column, type Matrix, matrixOf, Rng, rowOf, type Simulations } from '@sbi/core';
import { type AmortizedPosterior, c2st } from '@sbi/npe';
import { gaussian, type Problem, simulate } from '@sbi/simulate';
import { drawsForPairs, mean, rawLogQ, standardError } from './heldOut.ts';

/** Observations from the prior predictive of the tutorial: six from its middle, four from edges and corners. */
export const OBSERVATIONS: readonly (readonly number[])[] = [
  [0.8, 0.6, 0.4],
  [1.32, -0.41, 2.07],
  [-0.65, 2.2, 1.18],
  [2.51, 0.03, -0.22],
  [0.11, 1.74, -0.7],
  [1.9, 1.05, 2.64],
  [2.97, 1.0, 0.2],
  [-0.98, -0.93, 1.5],
  [3.05, 2.94, -1.04],
  [-1.08, 0.5, 3.02],
];

/** How well a posterior does on the tutorial, with what a perfect one would score beside it where that is known. */
export interface Score {
  /** Mean exact log-posterior minus leakage-normalised log q over fresh pairs, in nats, and its standard error. */
  readonly gap: number;
  readonly gapError: number;
  /** Coverage of the marginal 90 % intervals over fresh pairs. */
  readonly coverage: number;
  /** p-values of the ranks' uniformity, one a parameter. */
  readonly rankP: readonly number[];
  /** Geometric mean of posterior sd / exact sd over observations and parameters. */
  readonly sdRatio: number;
  readonly c2st: readonly number[];
}

export interface ScoreOptions {
  readonly pairs: number;
  readonly draws: number;
  readonly observations: readonly (readonly number[])[];
  readonly c2stDraws: number;
}

/** Pairs of the tutorial problem. */
export function tutorialPairs(count: number, seed: number): Promise<Simulations> {
  using problem = gaussian();
  return simulate(problem.prior, problem.simulator, { count, seed });
}

/** Scores a posterior against the exact one, on pairs and observations that it never saw. */
export async function scoreTutorial(amortized: AmortizedPosterior, options: ScoreOptions): Promise<Score> {
  using problem = gaussian();
  const held = await tutorialPairs(options.pairs, 900_000);
  const { leakage, coverage, rankP } = await rankPairs(amortized, held, options.draws);
  const logQ = await rawLogQ(amortized, held);
  const gaps = leakage.map((leak, i) => {
    const row = matrixOf(rowOf(held.theta, i).slice(), held.theta.columns);
    return (problem.logPosterior(row, rowOf(held.x, i))[0] as number) - (logQ[i] as number) + leak;
  });
  const { sdRatio, scores } = await compareDraws(amortized, problem, options);
  return { gap: mean(gaps), gapError: standardError(gaps), coverage, rankP, sdRatio, c2st: scores };
}

/** Ranks of the truths among the draws (ties broken at random), what they say, and the leakage that was met. */
async function rankPairs(amortized: AmortizedPosterior, pairs: Simulations, count: number) {
  const { theta } = pairs;
  const jitter = Rng.fromSeed(78);
  const leakage: number[] = [];
  const ranks = Array.from({ length: theta.columns }, () => [] as number[]);
  for await (const draws of drawsForPairs(amortized, pairs, count)) {
    const truth = rowOf(theta, leakage.length);
    leakage.push(Math.log(Math.max(1, draws.rows) / count));
    ranks.forEach((list, j) => {
      const at = truth[j] as number;
      const values = column(draws, j);
      const below = values.filter((value) => value < at).length;
      const ties = values.filter((value) => value === at).length;
      list.push((below + jitter.uniform() * (ties + 1)) / (draws.rows + 1));
    });
  }
  const covered = ranks.flat().map((rank) => Number(rank >= 0.05 && rank <= 0.95));
  return { leakage, coverage: mean(covered), rankP: ranks.map(uniformP) };
}

/** Widths and C2ST of draws against exact ones, observation by observation. */
async function compareDraws(
  amortized: AmortizedPosterior,
  problem: Problem,
  { observations, c2stDraws }: ScoreOptions,
): Promise<{ sdRatio: number; scores: number[] }> {
  const scores: number[] = [];
  const ratios: number[] = [];
  for (const [i, x] of observations.entries()) {
    const draws = await amortized.given(x).sample(c2stDraws, { seed: 500 + i });
    const exact = await problem.reference(x, c2stDraws, { seed: 600 + i });
    for (let j = 0; j < draws.columns; j++) ratios.push(Math.log(deviation(draws, j) / deviation(exact, j)));
    scores.push(await c2st(exact, draws, { seed: 700 + i }));
  }
  return { sdRatio: Math.exp(mean(ratios)), scores };
}

function deviation(table: Matrix, j: number): number {
  const values = column(table, j);
  return standardError(values) * Math.sqrt(values.length);
}

/** Kolmogorov–Smirnov's p-value of uniformity on [0, 1], by the limit law with Stephens' correction. */
function uniformP(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const distance = sorted.reduce((most, value, i) => Math.max(most, value - i / n, (i + 1) / n - value), 0);
  const t = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * t * t);
  return t < 0.3 ? 1 : sum;
}
