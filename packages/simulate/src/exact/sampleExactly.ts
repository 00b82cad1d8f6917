import { type Rng, SbiError } from '@sbi/core';
import type { DrawOptions } from './draw.ts';
import { fitProposal } from './proposal.ts';
import type { Target } from './target.ts';

/** As many proposals are looked at before any draw is handed out: the bound is the largest ratio among them. */
const LEAST = 10_000;
/** Proposals a draw that are made before it is given up. */
const MOST = 1000;

/** A point made whole: a draw, and ln of what its density is beyond that of the point. */
export interface Completed<T> {
  readonly draw: T;
  readonly logWeight: number;
}

/** A point that is accepted if its key is above the bound: ln of its ratio plus an exponential number. */
interface Candidate<T> {
  readonly key: number;
  readonly draw: T;
}

/**
 * Independent draws from a density, by rejection from a mixture of Student t that was fitted to it.
 *
 * The bound is the largest ratio of the two densities among all proposals made; when it rises, the draws accepted before
 * are held against it again (empirical supremum rejection sampling; Caffo, Booth & Davis 2002). The tails of the t are
 * the heavier ones, so the ratio is bounded, and all draws differ.
 *
 * @param complete makes a draw of a point, with what random numbers that takes; its weight must be bounded
 * @throws SbiError where the density cannot be found, or hardly any proposal is accepted
 */
export async function sampleExactly<T>(
  target: Target,
  complete: (z: Float64Array, rng: Rng) => Completed<T>,
  { count, rng, breathe, progress, where }: DrawOptions,
): Promise<T[]> {
  const proposal = await fitProposal(target, rng.fork('proposal'), breathe, where);
  const stream = rng.fork('draws');
  let bound = Number.NEGATIVE_INFINITY;
  let kept: Candidate<T>[] = [];
  const most = LEAST + MOST * count;
  for (let made = 0; made < LEAST || kept.length < count; made++) {
    if (made === most) {
      const received = `${kept.length} of ${count} draws from ${made} proposals`;
      throw new SbiError(
        'posterior',
        `The posterior must be near to a single peak; received ${received} (${where}).`,
      );
    }
    await breathe();
    if (made % 1000 === 0) progress(Math.min(kept.length, count));
    const z = proposal.draw(stream);
    const { draw, logWeight } = complete(z, stream);
    const ratio = target.logDensity(z) + logWeight - proposal.logDensity(z);
    const key = ratio + stream.exponential();
    if (ratio > bound) {
      bound = ratio;
      kept = kept.filter((candidate) => candidate.key > bound);
    }
    if (key > bound) kept.push({ key, draw });
  }
  return kept.slice(0, count).map(({ draw }) => draw);
}
