import { checkSimulations, describeValue, matrixOf, rowOf, ShapeError, type Simulations } from '@sbi/core';
import type { Amortized } from './amortized.ts';

const ROUNDS = 2000;
/** Gain in nats a simulation below which the weights are settled. */
const SETTLED = 1e-9;

/**
 * The weights under which the mixture of some posteriors predicts held-out simulations best: those that maximise
 * Σᵢ ln Σₖ wₖ qₖ(θᵢ | xᵢ), found by expectation maximisation from equal ones (the sum is concave in w).
 *
 * Stacking: Yao, Vehtari, Simpson & Gelman 2018, *Using stacking to average Bayesian predictive distributions*. A member
 * that adds nothing to the others gets next to no weight, however good it is by itself. The simulations must be new to all
 * members; a thousand are plenty.
 *
 * @returns one weight a member, summing to 1, for `ensemble(members, { weights })`
 * @throws ShapeError when members or simulations are none, or do not fit each other
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { ensemble, npe, stackingWeights } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const members = [];
 * for (const [seed, count] of [[1, 500], [2, 50]]) {
 *   members.push(await npe(await simulate(prior, simulator, { count, seed }), { prior, seed, maxEpochs: 5 }));
 * }
 * const weights = await stackingWeights(members, await simulate(prior, simulator, { count: 200, seed: 3 }));
 * console.log(weights[0] > weights[1]); // → true
 * ensemble(members, { weights }).dispose();
 */
export async function stackingWeights(
  members: readonly Amortized[],
  held: Simulations,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<number[]> {
  const where = 'stackingWeights';
  if (!Array.isArray(members) || members.length === 0) {
    const expected = 'be a list of at least one amortised posterior';
    throw new ShapeError('members', expected, describeValue(members), where);
  }
  checkSimulations(held, where, 'allow');
  const { theta, x } = held;
  if (theta.rows < 1) throw new ShapeError('held', 'hold at least one simulation', 'none', where);
  const rows = Array.from({ length: theta.rows }, (_, i) => matrixOf(rowOf(theta, i).slice(), theta.columns));
  const options = { normalized: false, ...(signal ? { signal } : {}) };
  const logProb: number[][] = [];
  for (const member of members as readonly Amortized[]) {
    const values = await member.logProbBatched(rows, x, options);
    logProb.push(values.map(([value = Number.NaN]) => value));
  }
  return maximizeMixture(logProb);
}

/** The weights of K densities, given as ln q of [K][rows], that maximise the mean log-density of their mixture. */
export function maximizeMixture(logProb: readonly (readonly number[])[]): number[] {
  const rows = logProb[0]?.length ?? 0;
  let weights = logProb.map(() => 1 / logProb.length);
  // in parts of each row's largest, so that nothing underflows; a row that no member knows of says nothing
  const kept = Array.from({ length: rows }, (_, i) =>
    Math.max(...logProb.map((values) => values[i] as number)),
  );
  const parts = logProb.map((values) =>
    values.map((value, i) => (Number.isFinite(kept[i]) ? Math.exp(value - (kept[i] as number)) : 1)),
  );
  let before = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const sums = kept.map((_, i) => weights.reduce((sum, w, k) => sum + w * (parts[k]?.[i] as number), 0));
    const mean = sums.reduce((total, sum) => total + Math.log(sum), 0) / rows;
    if (mean - before < SETTLED) break;
    before = mean;
    weights = weights.map(
      (w, k) =>
        (parts[k] as number[]).reduce((total, part, i) => total + (w * part) / (sums[i] as number), 0) / rows,
    );
  }
  return weights;
}

/** @throws ShapeError unless there is one weight a member, none below 0 and one above */
export function checkWeights(weights: unknown, count: number, where: string): readonly number[] {
  const isList = Array.isArray(weights) && weights.length === count;
  const fits =
    isList && weights.every((weight) => typeof weight === 'number' && weight >= 0 && Number.isFinite(weight));
  if (fits && weights.some((weight: number) => weight > 0)) return weights as number[];
  const expected = `be 'validation', 'equal', or ${count} numbers from 0, not all 0`;
  throw new ShapeError('weights', expected, describeValue(weights), where);
}
