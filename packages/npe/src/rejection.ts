import { breather, type Job, type Matrix, matrixOf } from '@sbi/core';
import { AcceptanceError } from './acceptanceError.ts';

export interface SamplingProgress {
  readonly done: number;
  readonly total: number;
  /** Accepted draws over tries so far. */
  readonly acceptance: number;
}

/** Where sampling ends at the latest. */
export interface Budget {
  readonly maxTries: number;
  readonly maxSeconds: number;
}

/** Draws at a time. */
export const BATCH = 10_000;

/**
 * Draws batch after batch and keeps the rows that `accept` marks, until there are `count` or the budget is spent.
 *
 * @param draw draws so many rows; `index` numbers the batches
 * @throws AcceptanceError with the draws so far when the budget is spent
 */
export async function collect(
  count: number,
  columns: number,
  draw: (rows: number, index: number) => Promise<Matrix>,
  accept: (rows: Matrix) => Uint8Array | undefined,
  { maxTries, maxSeconds }: Budget,
  { signal, onProgress }: Job<SamplingProgress>,
): Promise<{ draws: Float32Array; tries: number }> {
  const draws = new Float32Array(count * columns);
  const start = performance.now();
  const breathe = breather(signal);
  let [done, tries] = [0, 0];
  for (let index = 0; done < count; index++) {
    await breathe();
    const seconds = (performance.now() - start) / 1000;
    if (tries >= maxTries || seconds >= maxSeconds)
      throw exhausted(draws.slice(0, done * columns), columns, count, tries, seconds);
    const batch = await draw(Math.min(nextBatch(count - done, done, tries), maxTries - tries), index);
    const accepted = accept(batch);
    for (let i = 0; i < batch.rows; i++) {
      if (accepted && accepted[i] === 0) continue;
      if (done < count) draws.set(batch.data.subarray(i * columns, (i + 1) * columns), done * columns);
      done += 1;
    }
    tries += batch.rows;
    onProgress?.({ done: Math.min(done, count), total: count, acceptance: done / tries });
    done = Math.min(done, count);
  }
  return { draws, tries };
}

/** As many as the acceptance so far asks for, and half as many again. */
function nextBatch(missing: number, done: number, tries: number): number {
  if (tries === 0 || done === tries) return Math.min(BATCH, missing);
  return Math.min(BATCH, Math.max(100, Math.ceil((1.5 * missing * tries) / Math.max(done, 0.1))));
}

function exhausted(
  data: Float32Array,
  columns: number,
  count: number,
  tries: number,
  seconds: number,
): AcceptanceError {
  const done = data.length / columns;
  const rate = done / Math.max(1, tries);
  const message =
    `Sampling must find ${count} draws inside the prior within its budget; it found ${done} in ${tries} tries and ` +
    `${seconds.toFixed(1)} s (acceptance ${(100 * rate).toPrecision(2)} %). They are on this error as .draws; raise ` +
    "maxTries or maxSeconds, or train with support: 'constrain'.";
  return new AcceptanceError(message, done > 0 ? matrixOf(data, columns) : undefined, rate);
}
