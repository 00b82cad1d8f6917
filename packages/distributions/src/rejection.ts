import { type Rng, SbiError } from '@sbi/core';
import type { Distribution } from './distribution.ts';
import { accepts, type Support } from './support.ts';

/** Draws that the share of a region is counted on, where it is not known in closed form; and how many accepted are enough. */
const TRIES = 1 << 18;
const ENOUGH = 20_000;

/** Draws asked for at a time. */
const LARGEST_BATCH = 1 << 16;

/** A base and the part of its support to keep. */
export interface Cut {
  readonly base: Distribution;
  readonly support: Support;
  /** The probability of each side of the box, where coordinates are independent: then each is drawn by itself. */
  readonly sides: readonly number[] | undefined;
}

/** The share of draws in the box, or of draws of the base where `sides` is undefined, that the support takes; counted. */
export function countShare(cut: Cut, rng: Rng): { share: number; error: number } {
  let tries = 0;
  let kept = 0;
  while (tries < TRIES && kept < ENOUGH) {
    const table = drawBox(cut, 4096, rng);
    eachRow(table, cut.base.dim, (row) => {
      if (accepts(cut.support, row)) kept++;
    });
    tries += 4096;
  }
  const share = kept / tries;
  return { share, error: Math.sqrt((share * (1 - share)) / tries) };
}

/**
 * Draws of the base in the support. The budget is a hundred times what `share` lets expect.
 *
 * @throws SbiError with code `acceptance` when it is spent: the predicate does not accept what it accepted before
 */
export function drawCut(cut: Cut, share: number, count: number, rng: Rng): Float32Array {
  if (cut.sides && cut.support.kind === 'box') return drawBox(cut, count, rng);
  const { dim } = cut.base;
  const kept = new Float32Array(count * dim);
  let found = 0;
  spend(count, share, (size) => {
    eachRow(drawBox(cut, size, rng), dim, (row) => {
      if (found < count && accepts(cut.support, row)) kept.set(row, found++ * dim);
    });
    return found;
  });
  return kept;
}

/** Draws in the box of the support where coordinates are independent, else draws of the base. */
function drawBox({ base, support, sides }: Cut, count: number, rng: Rng): Float32Array {
  const draw = (size: number) => base.drawRows(size, rng) as Float32Array;
  if (!sides) return draw(count);
  const least = Math.min(...sides);
  const { dim } = base;
  const kept = new Float32Array(count * dim);
  const found = new Uint32Array(dim);
  spend(count, least, (size) => {
    draw(size).forEach((value, index) => {
      const j = index % dim;
      const row = found[j] as number;
      if (row === count || !(value >= (support.low[j] as number) && value <= (support.high[j] as number)))
        return;
      kept[row * dim + j] = value;
      found[j] = row + 1;
    });
    return Math.min(...found);
  });
  return kept;
}

/** Asks for draws until `take`, which says how many there are, has enough of them. */
function spend(count: number, share: number, take: (size: number) => number): void {
  let budget = 1000 + Math.ceil((100 * count) / share);
  let found = 0;
  while (found < count) {
    if (budget <= 0) {
      const now = `${found} of ${count} draws were found where it was a share of ${share} before`;
      throw new SbiError(
        'acceptance',
        `A predicate must accept the same points at every call; ${now} (Truncated).`,
      );
    }
    const size = Math.min(LARGEST_BATCH, 16 + Math.ceil((1.1 * (count - found)) / share));
    budget -= size;
    found = take(size);
  }
}

function eachRow(table: Float32Array, dim: number, use: (row: Float32Array) => void): void {
  for (let begin = 0; begin < table.length; begin += dim) use(table.subarray(begin, begin + dim));
}
