import { type Column, readColumn } from './column.ts';
import { type LineDensity, lineDensity } from './lineDensity.ts';
import type { Range } from './pairSet.ts';
import { type PlaneDensity, planeDensity } from './planeDensity.ts';
import { credibleThresholds } from './regions.ts';
import { latticeOf, type Rings, ringsAbove } from './rings.ts';

/** Credible masses of the regions that are drawn, the largest first. */
export const regionLevels: readonly number[] = [0.95, 0.8, 0.5];

/** What is drawn of two parameters. */
interface PlanePanel {
  /** Indices of the parameters, across and upwards: `column` > `row`, as panels stand above the diagonal. */
  readonly column: number;
  readonly row: number;
  /** Outlines of the regions of highest density that hold `regionLevels`; none where a parameter is constant. */
  readonly regions: readonly Rings[];
}

/** All that a pair plot draws of one set of draws: plain numbers, which a worker may compute and hand over. */
export interface BinnedPanels {
  readonly rows: number;
  /** A density for each parameter, shown or not. */
  readonly lines: readonly LineDensity[];
  /** The panels of every two parameters that are shown. */
  readonly planes: readonly PlanePanel[];
}

export interface Draws {
  /** Row-major, [rows, columns]. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

export interface BinOptions {
  /** Where each parameter can be; unbounded where it is not said. */
  readonly support?: readonly Range[];
  /** Parameters of which panels are wanted, rising; all of them without it. */
  readonly shown?: readonly number[];
  /** Only these rows. */
  readonly kept?: Uint32Array;
  /** Cells along each axis of a panel, where not as the number of panels asks. */
  readonly cells?: number;
}

const unbounded: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** Densities of every parameter and regions of every two: fast enough to follow a hand that drags. */
export function binPanels(draws: Draws, options: BinOptions = {}): BinnedPanels {
  const { columns } = draws;
  const shown = options.shown ?? Array.from({ length: columns }, (_, i) => i);
  const support = (index: number): Range => options.support?.[index] ?? unbounded;
  const read = Array.from({ length: columns }, (_, i) => readColumn(draws, i, options.kept));
  const cells = options.cells ?? cellsFor(shown.length);
  const planes = shown.flatMap((row) =>
    shown
      .filter((column) => column > row)
      .map((column): PlanePanel => {
        const axes = [read[column] as Column, read[row] as Column] as const;
        const density = planeDensity(...axes, [support(column), support(row)], cells);
        return { column, row, regions: density ? regionsOf(density) : [] };
      }),
  );
  return {
    rows: options.kept?.length ?? draws.rows,
    lines: read.map((column, i) => lineDensity(column, support(i))),
    planes,
  };
}

/** Panels of many are small, and there are many of them. */
function cellsFor(shown: number): number {
  return [128, 128, 128, 76, 60, 50][shown] ?? 44;
}

function regionsOf(density: PlaneDensity): Rings[] {
  const lattice = latticeOf(density);
  return credibleThresholds(density.values, regionLevels).map((threshold) => ringsAbove(lattice, threshold));
}

/** The memory that may be handed over, not copied, with panels. */
export function transfersOf({ lines, planes }: BinnedPanels): ArrayBuffer[] {
  const rings = planes.flatMap(({ regions }) => regions);
  const arrays = [...lines.map(({ heights }) => heights), ...rings.flatMap((r) => [r.points, r.lengths])];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
