import { type Rng, SbiError } from '@sbi/core';
import { Mixture } from './mixture.ts';
import { type Population, populate, type Weights, weightsOf } from './population.ts';
import { StudentT } from './studentT.ts';
import type { Breathe, Target } from './target.ts';

/** Draws a coordinate on the way. */
const POPULATION = 300;
/** Draws at the target, a coordinate and at least. */
const LAST_POPULATION = 600;
const LEAST_POPULATION = 4000;
/** The share of a population's worth that a step towards the target may leave. */
const KEPT = 0.5;
/** Effective draws a coordinate that a fit needs. */
const NEEDED = 20;
/** Populations are made larger where they are not enough, up to so many times. */
const MOST_TIMES = 64;
const MOST_STEPS = 200;
/** Parts added where the proposal is too thin, as long as rejection would accept less than that. */
const MOST_PARTS = 5;
const ENOUGH = 0.2;
const SHARE = 0.15;
const HEAVIEST = 0.05;
/** One part looks further out. */
const WIDE = 3;

interface Place {
  readonly target: Target;
  readonly rng: Rng;
  readonly breathe: Breathe;
  readonly where: string;
}

/** A mixture of Student t near the target, in two stages. @throws SbiError where the target cannot be found */
export async function fitProposal(
  target: Target,
  rng: Rng,
  breathe: Breathe,
  where: string,
): Promise<Mixture> {
  const place = { target, rng, breathe, where };
  return thicken(await walk(place), place);
}

/**
 * From the start to the target through densities ∝ start^(1−β) · target^β, β rising to 1 as fast as the importance
 * weights of a population allow, with a Student t fitted to each (tempered population Monte Carlo; Cappé et al. 2004).
 */
async function walk({ target, rng, breathe, where }: Place): Promise<StudentT> {
  let proposal = StudentT.diagonal(target.start.loc, target.start.scale);
  let beta = 0;
  let times = 1;
  for (let step = 0; step < MOST_STEPS && times <= MOST_TIMES; step++) {
    const count = POPULATION * times * target.dim;
    const stream = rng.fork('walk').fork(step);
    const population = await populate(Mixture.of(proposal), target, { count, rng: stream, breathe });
    const next = nextBeta(population, beta);
    const { weights, effective } = weightsOf(population, next);
    if (!(effective > NEEDED * target.dim)) {
      times *= 4; // where a t fits badly, as between two peaks, more draws carry the walk on
      continue;
    }
    proposal = StudentT.fitted(population.draws, weights);
    if (beta === 1) return proposal;
    beta = next;
    times = Math.max(1, times / 2);
  }
  throw new SbiError(
    'posterior',
    `The posterior must be one that can be walked to from the prior; received one that is not, at this x (${where}).`,
  );
}

/** The largest β, up to 1, whose weights leave enough of what the population is worth now: by bisection. */
function nextBeta(population: Population, beta: number): number {
  const wanted = KEPT * weightsOf(population, beta).effective;
  if (weightsOf(population, 1).effective >= wanted) return 1;
  let [low, high] = [beta, 1];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (weightsOf(population, middle).effective >= wanted) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Adds parts around the draws whose weights are the largest, where the proposal is too thin, and keeps the mixture of
 * which rejection accepts most (Hoogerheide, Kaashoek & van Dijk 2007).
 */
async function thicken(first: StudentT, { target, rng, breathe }: Place): Promise<Mixture> {
  let proposal = Mixture.of(first).with(first.widened(WIDE), SHARE);
  let best = { proposal, accepted: 0 };
  for (let parts = 0; ; parts++) {
    const count = Math.max(LEAST_POPULATION, LAST_POPULATION * target.dim);
    const stream = rng.fork('thicken').fork(parts);
    const population = await populate(proposal, target, { count, rng: stream, breathe });
    const weights = weightsOf(population, 1);
    if (weights.accepted > best.accepted) best = { proposal, accepted: weights.accepted };
    if (weights.accepted > ENOUGH || parts === MOST_PARTS) return best.proposal;
    proposal = proposal.with(heaviest(population, weights, first), SHARE);
  }
}

/** A Student t around the draws of the largest weights; where next to all weight is on one of them, one of a usual shape. */
function heaviest({ draws }: Population, { weights, effective }: Weights, usual: StudentT): StudentT {
  if (effective <= usual.dim + 1)
    return usual.around(draws[weights.indexOf(Math.max(...weights))] as Float64Array);
  const sorted = weights.slice().sort();
  const least = sorted[Math.floor((1 - HEAVIEST) * sorted.length)] as number;
  const chosen = weights.map((weight) => (weight >= least ? weight : 0));
  const sum = chosen.reduce((total, weight) => total + weight, 0);
  return StudentT.fitted(
    draws,
    chosen.map((weight) => weight / sum),
  );
}
