import { type Rng, SbiError } from '@sbi/core';
import type { DrawOptions } from './draw.ts';

/** Tries a draw that are made before it is given up. */
const MOST = 100_000;

/**
 * Independent draws by a recipe that gives one, or nothing where it fell outside of the prior.
 *
 * @throws SbiError where hardly any lies inside
 */
export async function drawDirectly<T>(
  recipe: (rng: Rng) => T | undefined,
  { count, rng, breathe, progress, where }: DrawOptions,
): Promise<T[]> {
  const draws: T[] = [];
  for (let made = 0; draws.length < count; made++) {
    if (made === MOST * (draws.length + 1)) {
      const received = `${draws.length} of ${count} draws from ${made}`;
      throw new SbiError(
        'posterior',
        `The posterior must not be all outside the prior; received ${received} (${where}).`,
      );
    }
    await breathe();
    if (made % 1000 === 0) progress(draws.length);
    const draw = recipe(rng);
    if (draw !== undefined) draws.push(draw);
  }
  return draws;
}
