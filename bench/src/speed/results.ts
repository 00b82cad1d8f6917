import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Curve } from './curves.ts';
import type { Fresh } from './fresh.ts';
import type { Occasion } from './machine.ts';
import type { Parity } from './parity.ts';
import type { Peak } from './peak.ts';
import type { Cores, Name } from './peers.ts';
import type { Sizes } from './sizes.ts';
import type { Spread } from './statistics.ts';

/** Seconds of one unit of a work, and how many times as long a peer took as we did. */
export interface Timed {
  readonly seconds: Spread;
  /** Of ourselves, none. */
  readonly ratio?: Spread;
  /** The day it was measured, where that was not in this run. */
  readonly recorded?: string;
}

/** What a row of the table came to. */
export interface Row {
  readonly name: string;
  readonly one: Readonly<Partial<Record<Name, Timed>>>;
  readonly all: Readonly<Partial<Record<Name, Timed>>>;
  /** What is to be known beside it: weights of each peer, a log-density that was reached. */
  readonly notes: readonly string[];
  readonly repetitions: number;
}

/** Everything that a run found, as it is kept in docs/results/bench.json. */
export interface Results extends Occasion {
  readonly quick: boolean;
  readonly versions: Readonly<Record<string, string>>;
  readonly python: string;
  readonly parity: readonly Parity[];
  readonly rows: readonly Row[];
  readonly peak?: Peak;
  readonly fresh?: Fresh;
  readonly sizes?: Sizes;
  readonly curves: readonly Curve[];
  /** Seconds that the whole run took so far. */
  readonly took: number;
}

/** What the last run recorded; none where there was none. */
export function readResults(file: URL): Results | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
}

/** Whole or not at all. */
export function writeResults(file: URL, results: Results): void {
  const unfinished = new URL(`${file.href}.part`);
  writeFileSync(unfinished, `${JSON.stringify(results, null, 1)}\n`);
  renameSync(unfinished, file);
}

/** What an earlier run knows of a peer, against what we take now. */
export function recorded(
  before: Results | undefined,
  { name, cores, ours }: { readonly name: string; readonly cores: Cores; readonly ours: Spread },
  peer: Name,
): Timed | undefined {
  const timed = before?.rows.find((row) => row.name === name)?.[cores][peer];
  if (!timed) return undefined;
  const ratio = (seconds: number) => seconds / ours.median;
  const { low, median, high } = timed.seconds;
  return {
    seconds: timed.seconds,
    ratio: { low: ratio(low), median: ratio(median), high: ratio(high) },
    recorded: timed.recorded ?? before?.date ?? 'an earlier day',
  };
}
