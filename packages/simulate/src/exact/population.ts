import type { Rng } from '@sbi/core';
import { portableExp } from '@sbi/core/elementary';
import type { Mixture } from './mixture.ts';
import type { Breathe, Target } from './target.ts';

/** Draws of a proposal, with ln of proposal, start and target at each; the start counts as a normal. */
export interface Population {
  readonly draws: readonly Float64Array[];
  readonly proposal: Float64Array;
  readonly start: Float64Array;
  readonly target: Float64Array;
}

/** Importance weights, which sum to 1. */
export interface Weights {
  readonly weights: Float64Array;
  /** How many equal draws they are worth. */
  readonly effective: number;
  /** The mean weight over the largest: the share that rejection would accept. */
  readonly accepted: number;
}

export async function populate(
  proposal: Mixture,
  target: Target,
  { count, rng, breathe }: { readonly count: number; readonly rng: Rng; readonly breathe: Breathe },
): Promise<Population> {
  const draws: Float64Array[] = [];
  const logs = {
    proposal: new Float64Array(count),
    start: new Float64Array(count),
    target: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    await breathe();
    const z = proposal.draw(rng);
    draws.push(z);
    logs.proposal[i] = proposal.logDensity(z);
    logs.start[i] = logStart(target, z);
    const density = target.logDensity(z);
    logs.target[i] = Number.isNaN(density) ? Number.NEGATIVE_INFINITY : density;
  }
  return { draws, ...logs };
}

/** With a normal, all densities on the way to a normal target are normal; a heavier start would make two peaks of them. */
function logStart({ start: { loc, scale } }: Target, z: Float64Array): number {
  let square = 0;
  for (let i = 0; i < z.length; i++) {
    const gap = ((z[i] as number) - (loc[i] as number)) / (scale[i] as number);
    square += gap * gap;
  }
  return -0.5 * square;
}

/** The weights that make the population one of start^(1−β) · target^β, wherever the target has a density. */
export function weightsOf({ proposal, start, target }: Population, beta: number): Weights {
  const logs = proposal.map((log, i) => {
    const there = target[i] as number;
    if (there === Number.NEGATIVE_INFINITY) return there;
    return (1 - beta) * (start[i] as number) + beta * there - log;
  });
  const top = logs.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  const weights = logs.map((log) => portableExp(log - top));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] as number) / sum;
  return { weights, effective: (sum * sum) / squares, accepted: sum / weights.length };
}
