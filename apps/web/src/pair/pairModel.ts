import { type BinnedPanels, binPanels, type Draws } from './binned.ts';
import { rowsWithin } from './brushes.ts';
import { nextFrame } from './frame.ts';
import { Frames } from './frames.ts';
import type { LineDensity } from './lineDensity.ts';
import type { Brush, PairSet, Range } from './pairSet.ts';

/** What is drawn of one set. */
export interface BinnedSet {
  readonly set: PairSet;
  readonly draws: Draws;
  readonly all: BinnedPanels;
  /** Rows inside the brushes; undefined without a brush. */
  readonly kept: Uint32Array | undefined;
  readonly part: BinnedPanels | undefined;
}

/** What a set was binned for. */
interface KeptSet {
  readonly panels: string;
  readonly brushes: string;
  readonly binned: BinnedSet;
}

const unbounded: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** The numbers behind the picture, computed when asked for and kept until what they come from changes. */
export class PairModel {
  names: readonly string[] = [];
  limits: readonly Range[] = [];
  support: readonly Range[] = [];
  points: Float32Array | undefined;
  sets: readonly PairSet[] = [];
  shown: readonly number[] = [];
  brushes: readonly Brush[] = [];
  /** Whether axes show all of the prior, or where draws are. */
  isWhole = false;
  /** The one panel that is shown large. */
  enlarged: { readonly column: number; readonly row: number } | undefined;
  #kept = new Map<PairSet, KeptSet>();
  #frames = new Frames();

  /** Panels of every set, binned anew where draws, brushes, or what is shown have changed. */
  binned(): readonly BinnedSet[] {
    const { enlarged } = this;
    const shown = enlarged ? [...new Set([enlarged.row, enlarged.column])] : this.shown;
    const panels = JSON.stringify([shown, enlarged, this.support]);
    const brushes = JSON.stringify(this.brushes);
    const next = new Map<PairSet, KeptSet>();
    for (const set of this.sets) {
      const before = this.#kept.get(set);
      const isSame = before?.panels === panels;
      if (before && isSame && (set.isPrior || before.brushes === brushes)) next.set(set, before);
      else next.set(set, { panels, brushes, binned: this.#bin(set, shown, isSame ? before : undefined) });
    }
    this.#kept = next;
    return [...next.values()].map(({ binned }) => binned);
  }

  #bin(set: PairSet, shown: readonly number[], before: KeptSet | undefined): BinnedSet {
    const draws = { data: set.data, rows: set.rows, columns: this.names.length };
    const all = before?.binned.all ?? this.#binAll(set, draws, shown);
    if (this.brushes.length === 0 || set.isPrior)
      return { set, draws, all, kept: undefined, part: undefined };
    const kept = rowsWithin(draws, this.brushes);
    const support = this.names.map((_, i) => this.supportWithin(i, kept));
    const part = kept.length > 0 ? binPanels(draws, { support, shown, kept }) : undefined;
    return { set, draws, all, kept, part };
  }

  #binAll({ binned, isPrior }: PairSet, draws: Draws, shown: readonly number[]): BinnedPanels {
    // A large panel shows finer cells than came with the draws; of a prior only lines are drawn.
    if (binned && !this.enlarged && coversAll(binned, shown)) return binned;
    return binPanels(draws, { support: this.support, shown: isPrior ? [] : shown });
  }

  /** Where a parameter of draws can be: within its brush, where only `kept` draws are meant. */
  supportWithin(index: number, kept?: Uint32Array): Range {
    const [low, high] = this.support[index] ?? unbounded;
    const brush = kept && this.brushes.find(({ column }) => column === index);
    return brush ? [Math.max(low, brush.low), Math.min(high, brush.high)] : [low, high];
  }

  /** The part of a parameter's axis that is shown. */
  frame(index: number): Range {
    return this.#frames.shown(index) ?? this.#target(index);
  }

  /**
   * Brings the axes nearer to where they should be.
   *
   * @param isAtOnce without motion
   * @returns whether they are still on their way
   */
  moveFrames(now: number, isAtOnce: boolean): boolean {
    return this.#frames.move(
      this.names.map((_, index) => this.#target(index)),
      now,
      isAtOnce,
    );
  }

  #target(index: number): Range {
    const limits = this.limits[index] ?? unbounded;
    if (this.isWhole && limits.every(Number.isFinite)) return limits;
    const binned = this.binned();
    const main = binned.filter(({ set }) => !set.isPrior);
    const lines = (main.length > 0 ? main : binned).map(({ all }) => all.lines[index] as LineDensity);
    const points = this.points ? [this.points[index] as number] : [];
    return nextFrame(this.#frames.target(index), lines, points, limits);
  }

  /** Forgets where the axes were, as for another problem. */
  forgetFrames(): void {
    this.#frames = new Frames();
  }
}

function coversAll(binned: BinnedPanels, shown: readonly number[]): boolean {
  return shown.every((row) =>
    shown.every((column) => column <= row || binned.planes.some((p) => p.column === column && p.row === row)),
  );
}
