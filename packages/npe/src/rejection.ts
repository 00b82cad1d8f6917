import { breather, describeValue, type Job, type Matrix, matrixOf, ShapeError } from '@sbi/core';
import { AcceptanceError } from './acceptanceError.ts';

export interface SamplingProgress {
  readonly done: number;
  readonly total: number;
  /** Accepted draws over tries so far. */
  readonly acceptance: number;
}

/** Where sampling ends at the latest. */
export interface Budget {
  /** Without it: when fewer than one try in a thousand is accepted, 100,000 tries granted in advance. */
  readonly maxTries?: number;
  readonly maxSeconds?: number;
}

/** What to sample, and how it is called in a message. */
export interface Search {
  readonly count: number;
  readonly names: readonly string[];
  /** Draws so many rows, those outside the support marked 0; `index` numbers the batches. */
  readonly draw: (rows: number, index: number) => Promise<{ rows: Matrix; inside: Uint8Array }>;
  /** What to do when the budget is spent. */
  readonly advice: string;
}

export interface Found {
  /** [count, columns] row-major. */
  readonly draws: Float32Array;
  /** Accepted draws over tries, surplus ones included. */
  readonly acceptance: number;
}

/** Draws at a time. */
export const BATCH = 10_000;

const GRANTED = 100_000;
const TRIES_PER_DRAW = 1000;

/**
 * Draws batch after batch and keeps the rows that lie inside, until there are `count` or the budget is spent.
 *
 * @throws AcceptanceError with the draws so far when the budget is spent
 */
export async function collect(
  search: Search,
  budget: Budget,
  { signal, onProgress }: Job<SamplingProgress>,
): Promise<Found> {
  const { count, names } = search;
  const columns = names.length;
  const draws = new Float32Array(count * columns);
  const start = performance.now();
  const breathe = breather(signal);
  let [found, tries] = [0, 0];
  for (let index = 0; found < count; index++) {
    await breathe();
    const seconds = (performance.now() - start) / 1000;
    const triesLeft = (budget.maxTries ?? GRANTED + TRIES_PER_DRAW * found) - tries;
    if (triesLeft <= 0 || seconds >= (budget.maxSeconds ?? Number.POSITIVE_INFINITY)) {
      throw exhausted(search, draws.subarray(0, found * columns), tries, seconds);
    }
    const { rows, inside } = await search.draw(
      Math.min(nextBatch(count - found, found, tries), triesLeft),
      index,
    );
    for (let i = 0; i < rows.rows; i++) {
      if (inside[i] === 0) continue;
      if (found < count) draws.set(rows.data.subarray(i * columns, (i + 1) * columns), found * columns);
      found += 1;
    }
    tries += rows.rows;
    onProgress?.({ done: Math.min(found, count), total: count, acceptance: found / tries });
  }
  return { draws, acceptance: found / tries };
}

/** @throws ShapeError for a budget that is none */
export function checkBudget({ maxTries, maxSeconds }: Budget, where: string): void {
  const tries = maxTries ?? 1;
  if (!(tries > 0) || !(Number.isSafeInteger(tries) || tries === Number.POSITIVE_INFINITY)) {
    throw new ShapeError('maxTries', 'be an integer from 1', describeValue(maxTries), where);
  }
  if (!((maxSeconds ?? 1) > 0)) {
    throw new ShapeError('maxSeconds', 'be positive', describeValue(maxSeconds), where);
  }
}

/** As many as the acceptance so far asks for, and half as many again. */
function nextBatch(missing: number, found: number, tries: number): number {
  if (found === tries) return Math.min(BATCH, missing);
  return Math.min(BATCH, Math.max(100, Math.ceil((1.5 * missing * tries) / Math.max(found, 0.1))));
}

function exhausted(
  { count, names, advice }: Search,
  data: Float32Array,
  tries: number,
  seconds: number,
): AcceptanceError {
  const found = data.length / names.length;
  const rate = found / Math.max(1, tries);
  const message =
    `Sampling must find ${count} draws inside the prior within its budget; received ${found} from ${tries} tries in ` +
    `${seconds.toFixed(1)} s, acceptance ${Number((100 * rate).toPrecision(2))} % (Posterior); ${advice}.`;
  return new AcceptanceError(
    message,
    found > 0 ? matrixOf(data.slice(), names.length, names) : undefined,
    rate,
  );
}
