import { column, type Matrix, rowOf, type Simulations } from '@sbi/core';
import { type AmortizedPosterior, c2st, Ensemble, npe } from '@sbi/npe';
import { simulate } from '@sbi/simulate';
import type { Cell, CellResult } from './cell.ts';
import { DRAWS, observationsOf } from './observations.ts';
import { settingsOf } from './recipe.ts';
import { TASKS } from './task.ts';

/** Fresh pairs that every training of a task is judged on. */
const PAIRS = 500;
const PAIR_DRAWS = 1000;

/** Simulates, trains by the recipe's own choice, and scores; the same cell gives the same numbers again. */
export async function runCell({ recipe, task: name, budget, seed }: Cell): Promise<CellResult> {
  const task = TASKS.find((known) => known.name === name);
  if (!task) throw new Error(`The task must be one of the benchmark's; received ${name}.`);
  using problem = task.make();
  const { prior, simulator } = problem;
  const simulations = await simulate(prior, simulator, { count: budget, seed });
  using amortized = await npe(simulations, { prior, seed: 100 + seed, ...settingsOf(recipe, prior.dim) });
  const scores: { observation: number; score: number }[] = [];
  for (const { number, x, reference } of await observationsOf(task, problem)) {
    const draws = await amortized.given(x).sample(DRAWS, { seed: 200 + number });
    scores.push({ observation: number, score: await c2st(await reference(), draws, { seed: 300 + number }) });
  }
  const held = await simulate(prior, simulator, { count: PAIRS, seed: 900_000 });
  const trainings = membersOf(amortized).map(({ training }) => training);
  return {
    c2st: scores,
    ...(await scorePairs(amortized, held)),
    steps: trainings.reduce((sum, { steps }) => sum + steps, 0),
    flow: trainings[0]?.settings.flow.kind ?? '',
    members: trainings.length,
  };
}

function membersOf(amortized: AmortizedPosterior | Ensemble): readonly AmortizedPosterior[] {
  return amortized instanceof Ensemble ? amortized.members : [amortized];
}

async function scorePairs(
  amortized: AmortizedPosterior | Ensemble,
  { theta, x }: Simulations,
): Promise<{ logQ: number; coverage: number; intervals: number }> {
  const draws = await amortized.sampleBatched(x, PAIR_DRAWS, { seed: 400 });
  const truths = Array.from({ length: theta.rows }, (_, i) => rowOf(theta, i));
  const logQ = await amortized.logProbBatched(
    truths.map((data) => ({ data, rows: 1, columns: data.length })),
    x,
  );
  const covered = draws.flatMap((table, i) => coveredBy(table, truths[i] as Float32Array));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    logQ: mean(logQ.map(([value]) => value as number)),
    coverage: mean(covered),
    intervals: covered.length,
  };
}

/** For each parameter, whether the truth lies between the 5 % and 95 % quantiles of the draws. */
function coveredBy(draws: Matrix, truth: Float32Array): number[] {
  return Array.from(truth, (value, j) => {
    const below = column(draws, j).reduce((count, draw) => count + Number(draw < value), 0);
    const share = below / draws.rows;
    return Number(share >= 0.05 && share < 0.95);
  });
}
