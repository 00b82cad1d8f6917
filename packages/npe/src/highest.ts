import { describeValue, type Matrix, rowOf, ShapeError, selectRows } from '@sbi/core';
import { ascend } from './ascend.ts';
import type { SampleOptions } from './drawable.ts';
import type { Slice } from './slice.ts';

/** Where a density is highest. */
export interface MapEstimate {
  readonly theta: Float32Array;
  /** ln q there. */
  readonly logProb: number;
}

/** What `map` takes. */
export interface MapOptions extends SampleOptions {
  /** Draws to choose the starts among (1,000). */
  readonly count?: number;
  /** Draws of highest density to climb from (20). */
  readonly starts?: number;
}

export const DRAWS = 1000;
const STARTS = 20;

/** @throws ShapeError unless it is a number of draws to start from */
export function checkStarts(starts: number | undefined, where: string): void {
  if (starts === undefined || (Number.isSafeInteger(starts) && starts >= 1)) return;
  throw new ShapeError('starts', 'be an integer from 1', describeValue(starts), where);
}

/**
 * The highest point that is found by climbing ln q(θ) in the unconstrained space from the best of some draws, in θ: never
 * lower than the best draw.
 *
 * @param draws the free coordinates of a slice, with −∞ nowhere
 */
export async function highest(
  slice: Slice,
  draws: Matrix,
  logProb: Float32Array,
  { starts = STARTS, signal }: Pick<MapOptions, 'starts' | 'signal'>,
): Promise<MapEstimate> {
  const order = Array.from(logProb.keys()).sort((a, b) => (logProb[b] as number) - (logProb[a] as number));
  const all = await slice.unconstrained(draws);
  const finite = order.filter((i) => rowOf(all, i).every(Number.isFinite));
  const best = order[0] as number;
  const top = { theta: rowOf(draws, best).slice(), logProb: logProb[best] as number };
  if (finite.length === 0) return top;
  const from = selectRows(all, finite.slice(0, starts));
  const ends = await ascend(
    (points) => slice.slopeAt(points),
    from,
    scalesOf(selectRows(all, finite)),
    signal,
  );
  const reached = await slice.at(ends);
  return reached.logProb.reduce(
    (highest, value, i) =>
      value > highest.logProb ? { theta: rowOf(reached.theta, i).slice(), logProb: value } : highest,
    top,
  );
}

/** Standard deviations of the columns, of 1 where one does not vary. */
function scalesOf({ data, rows, columns }: Matrix): number[] {
  return Array.from({ length: columns }, (_, j) => {
    const values = Float64Array.from({ length: rows }, (_, i) => data[i * columns + j] as number);
    const mean = values.reduce((sum, value) => sum + value, 0) / rows;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows);
    return sd > 0 ? sd : 1;
  });
}
