import { type Matrix, Rng, rowOf } from '@sbi/core';
import { type Problem, simulate } from '@sbi/simulate';
import { hasSbibm, sbibmDraws, sbibmObservation } from '../sbibm.ts';
import type { Task } from './task.ts';

/** What a posterior is asked about, and draws of the posterior that it should give. */
export interface Observation {
  readonly number: number;
  readonly x: Float32Array;
  readonly reference: () => Promise<Matrix>;
}

export const DRAWS = 10_000;

/** The even observations of the benchmark, or five of the problem's own with draws of its exact posterior. */
export async function observationsOf(task: Task, problem: Problem): Promise<Observation[]> {
  if (hasSbibm) return [2, 4, 6, 8, 10].map((number) => official(task, number));
  const { prior, simulator } = problem;
  const own = await simulate(prior, simulator, { count: 5, seed: Rng.fromSeed(1_000_000).fork(task.name) });
  return Array.from({ length: own.x.rows }, (_, i) => {
    const x = rowOf(own.x, i).slice();
    return { number: i + 1, x, reference: () => problem.reference(x, DRAWS, { seed: i + 1 }) };
  });
}

function official({ name, posteriorOf }: Task, number: number): Observation {
  const reference = async () => sbibmDraws(posteriorOf, number);
  return { number, x: sbibmObservation(name, number), reference };
}
