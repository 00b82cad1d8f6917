import { type Matrix, Rng, rowOf, sizeOf, toMatrix, toTensor } from '@sbi/core';
import { readOne } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { contains, type Distribution, unconstrain } from '../index.ts';
import { drawProposal, fitProposal, logProposal, whiten } from './proposal.ts';

/** How many standard errors two estimates of the same number may lie apart. */
const SIGMAS = 4.5;
const COUNT = 10_000;

/** Draws of a distribution and points of a wide proposal weighed by its density, both whitened in R^dim. */
export interface Weighed {
  readonly draws: readonly Float64Array[];
  readonly points: readonly Float64Array[];
  readonly weights: Float64Array;
  /** Whether a point of the proposal lies in the support. */
  readonly inside: Uint8Array;
}

interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** @throws Error unless the density of every member of the batch integrates to 1, by importance sampling. */
export function expectIntegralOne(members: readonly Weighed[]): void {
  for (const [member, { weights }] of members.entries()) {
    const { value, error } = meanOf(weights);
    const what = `integral of the density of member ${member}`;
    if (!(error < 0.05)) throw new Error(`${what}: standard error ${error} is too large to tell.`);
    if (Math.abs(value - 1) > SIGMAS * error + 1e-4) throw new Error(`${what}: ${value} ± ${error}.`);
  }
}

/** @throws Error unless first and second moments of draws are those of the density. */
export function expectMoments(members: readonly Weighed[], dim: number): void {
  for (const [member, weighed] of members.entries()) {
    for (const { name, of } of moments(dim)) {
      const drawn = meanOf(Float64Array.from(weighed.draws, of));
      const exact = weightedMean(weighed.points, weighed.weights, of);
      const apart = Math.abs(drawn.value - exact.value);
      if (apart <= SIGMAS * Math.hypot(drawn.error, exact.error) + 1e-4) continue;
      throw new Error(
        `${name} of member ${member}: ${drawn.value} ± ${drawn.error} of draws, ${exact.value} ± ${exact.error} of the density.`,
      );
    }
  }
}

/** @throws Error where the density is positive at a point that the support refuses. */
export function expectZeroWhereRefused(members: readonly Weighed[]): void {
  for (const { inside, weights } of members) {
    const bad = inside.findIndex((there, i) => there === 0 && (weights[i] as number) > 0);
    if (bad >= 0) throw new Error(`density: positive at point ${bad}, which the support does not contain.`);
  }
}

/** Draws and weighed points, one table for each member of the batch. */
export async function weigh(p: Distribution, seed: number): Promise<readonly Weighed[]> {
  using toBox = unconstrain(p.support);
  const rng = Rng.fromSeed(seed);
  const members = sizeOf(p.batchShape);
  const drawn = await toMatrix(
    tf.tidy(() => toBox.inverse(tf.reshape(p.sample(COUNT, rng.fork('draws')), [COUNT * members, p.dim]))),
  );
  const proposal = fitProposal(drawn);
  const points = drawProposal(proposal, COUNT, rng.fork('points'));
  const whitened = Array.from({ length: COUNT }, (_, i) => whiten(proposal, rowOf(points, i)));
  const logProposals = Float64Array.from(whitened, (point) => logProposal(proposal, point));
  const { logProbs, inside } = await densityAt(p, points);
  return Array.from({ length: members }, (_, member) => ({
    draws: Array.from({ length: COUNT }, (_, i) => whiten(proposal, rowOf(drawn, i * members + member))),
    points: whitened,
    weights: logProposals.map((logQ, i) => Math.exp((logProbs[i * members + member] as number) - logQ)),
    inside,
  }));
}

/** The log-density in R^dim of every member at every point, [points, members], and whether the point is supported. */
async function densityAt(
  p: Distribution,
  points: Matrix,
): Promise<{ logProbs: Float32Array; inside: Uint8Array }> {
  using toBox = unconstrain(p.support);
  const ones = p.batchShape.map(() => 1);
  const logProbs = await readOne(() => {
    const [theta, logDet] = toBox.forwardAndLogDet(toTensor(points));
    const logProb = p.logProb(tf.reshape(theta, [COUNT, ...ones, p.dim]));
    return tf.add(logProb, tf.reshape(logDet, [COUNT, ...ones]));
  });
  const theta = await toMatrix(tf.tidy(() => toBox.forward(toTensor(points))));
  return { logProbs, inside: contains(p.support, theta) };
}

function moments(dim: number): { name: string; of: (y: Float64Array) => number }[] {
  const indices = Array.from({ length: dim }, (_, i) => i);
  const at = (y: Float64Array, i: number) => y[i] as number;
  return [
    ...indices.map((i) => ({ name: `mean of ${i}`, of: (y: Float64Array) => at(y, i) })),
    ...indices.flatMap((i) =>
      indices.slice(i).map((j) => ({
        name: `product of ${i} and ${j}`,
        of: (y: Float64Array) => at(y, i) * at(y, j),
      })),
    ),
  ];
}

function meanOf(values: Float64Array): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { value: mean, error: Math.sqrt(variance / values.length) };
}

/** Self-normalised, with the standard error of the ratio (delta method). */
function weightedMean(
  points: readonly Float64Array[],
  weights: Float64Array,
  of: (y: Float64Array) => number,
): Estimate {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const value = points.reduce((sum, y, i) => sum + (weights[i] as number) * of(y), 0) / total;
  const variance = points.reduce((sum, y, i) => sum + ((weights[i] as number) * (of(y) - value)) ** 2, 0);
  return { value, error: Math.sqrt(variance) / total };
}
