import { breather, describeValue, type Job, type Matrix, matrixOf, ShapeError } from '@sbi/core';

/** How far sampling is. */
export interface SamplingProgress {
  readonly done: number;
  readonly total: number;
  /** Accepted draws over tries so far. */
  readonly acceptance: number;
}

/** Where sampling ends at the latest. */
export interface Budget {
  /** For each observation. Without it: when fewer than one try in a thousand is accepted, 100,000 tries granted in advance. */
  readonly maxTries?: number;
  readonly maxSeconds?: number;
}

/** One of several searches: which one, and how often it drew before. */
export interface Turn {
  readonly member: number;
  readonly index: number;
}

/** What to sample: `count` rows for each of so many members, all by one way of drawing. */
export interface Search {
  readonly members: number;
  readonly count: number;
  readonly names: readonly string[];
  /** Members that may draw together, however few their rows. */
  readonly together: number;
  /** Draws so many rows for each of some members: row i of the k-th is row i · turns.length + k; 0 marks those outside. */
  readonly draw: (rows: number, turns: readonly Turn[]) => Promise<{ rows: Matrix; inside: Uint8Array }>;
}

/** What one member of a search has found. */
export interface Found {
  /** The accepted rows so far, `count` at most. */
  readonly draws: Matrix;
  readonly tries: number;
  /** Accepted draws over tries, surplus ones included. */
  readonly acceptance: number;
  readonly complete: boolean;
  /** How long the whole search took. */
  readonly seconds: number;
}

/** Draws at a time. */
export const BATCH = 10_000;

const GRANTED = 100_000;
const TRIES_PER_DRAW = 1000;
/** Rows that are drawn again are a multiple of this by a power of two, so that many members can draw together. */
const AGAIN = 100;

/**
 * Draws batch after batch and keeps the rows that lie inside, until every member has `count` or its budget is spent.
 *
 * What a member draws depends on its own rows only. Members that want equally many rows draw them together.
 */
export async function collect(
  search: Search,
  budget: Budget,
  { signal, onProgress }: Job<SamplingProgress>,
): Promise<readonly Found[]> {
  const harvests = Array.from({ length: search.members }, (_, member) => new Harvest(search, member));
  const start = performance.now();
  const breathe = breather(signal);
  const seconds = () => (performance.now() - start) / 1000;
  const maxSeconds = budget.maxSeconds ?? Number.POSITIVE_INFINITY;
  for (let open = harvests; ; ) {
    await breathe();
    open = open.filter((harvest) => harvest.wanted(budget) > 0);
    const rows = open[0]?.wanted(budget);
    if (rows === undefined || seconds() >= maxSeconds) break;
    const most = Math.max(1, Math.min(search.together, Math.floor(BATCH / rows)));
    const chosen = open.filter((harvest) => harvest.wanted(budget) === rows).slice(0, most);
    const drawn = await search.draw(rows, chosen);
    chosen.forEach((harvest, place) => {
      harvest.take(drawn.rows, drawn.inside, place, chosen.length);
    });
    onProgress?.(progressOf(harvests, search.count));
  }
  return harvests.map((harvest) => harvest.result(seconds()));
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

/** The rows of one member, as they come in. */
class Harvest implements Turn {
  readonly member: number;
  index = 0;
  found = 0;
  tries = 0;
  private readonly search: Search;
  private readonly data: Float32Array;

  constructor(search: Search, member: number) {
    this.search = search;
    this.member = member;
    this.data = new Float32Array(search.count * search.names.length);
  }

  /** Rows to draw next: as many as the acceptance so far asks for and half as many again; 0 at the end. */
  wanted({ maxTries }: Budget): number {
    const { found, tries } = this;
    const missing = this.search.count - found;
    if (missing <= 0) return 0;
    const left = (maxTries ?? GRANTED + TRIES_PER_DRAW * found) - tries;
    if (found === tries) return Math.min(BATCH, missing, left);
    const asked = (1.5 * missing * tries) / Math.max(found, 0.1);
    const again = AGAIN * 2 ** Math.max(0, Math.ceil(Math.log2(asked / AGAIN)));
    return Math.max(0, Math.min(BATCH, again, left));
  }

  /** Keeps those of its rows that lie inside: every `stride`-th from `place` on. */
  take({ data, rows, columns }: Matrix, inside: Uint8Array, place: number, stride: number): void {
    for (let i = place; i < rows; i += stride) {
      this.tries += 1;
      if (inside[i] === 0) continue;
      if (this.found < this.search.count) {
        const to = this.found * columns;
        for (let j = 0; j < columns; j++) this.data[to + j] = data[i * columns + j] as number;
      }
      this.found += 1;
    }
    this.index += 1;
  }

  result(seconds: number): Found {
    const { count, names } = this.search;
    const kept = Math.min(this.found, count);
    const data = kept === count ? this.data : this.data.slice(0, kept * names.length);
    return {
      draws: matrixOf(data, names.length, names),
      tries: this.tries,
      acceptance: this.found / Math.max(1, this.tries),
      complete: kept === count,
      seconds,
    };
  }
}

function progressOf(harvests: readonly Harvest[], count: number): SamplingProgress {
  let [done, found, tries] = [0, 0, 0];
  for (const harvest of harvests) {
    done += Math.min(harvest.found, count);
    found += harvest.found;
    tries += harvest.tries;
  }
  return { done, total: count * harvests.length, acceptance: found / tries };
}
