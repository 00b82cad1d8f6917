import type { Mark } from '../figure.ts';
import type { DrawnSet, Input } from '../input/input.ts';
import type { Parameter } from '../input/parameter.ts';
import type { Look } from '../input/several.ts';
import { credibleThresholds, regionAbove } from '../statistics/credible.ts';
import { count2d, edgesOf, type Surface } from '../statistics/density.ts';
import { equalEdges, frequencies, leastGap } from '../statistics/histogram.ts';
import { planeDensity } from '../statistics/planeDensity.ts';
import type { Grid } from '../statistics/smooth.ts';
import type { Column } from '../statistics/summary.ts';
import type { PanelKind } from './kind.ts';
import { mostDots, thinned } from './thin.ts';

export interface PlaneOptions {
  readonly kinds: readonly PanelKind[];
  /** Credible masses from the largest to the smallest. */
  readonly credibility: readonly number[];
  readonly bins: number | undefined;
}

/** Shares of the highest density at which the tones of a `kde` panel change. */
const toneSteps = [0.04, 0.12, 0.2, 0.28, 0.36, 0.44, 0.52, 0.6, 0.68, 0.76, 0.84, 0.92];

/** Two parameters' draws, `x` across and `y` upwards, with the points. */
export function offDiagonal(input: Input, x: number, y: number, options: PlaneOptions): Mark[] {
  const isFirst = input.sets.length > 1;
  return [
    ...input.sets.flatMap((set, i) =>
      setMarks(input, set, [x, y], options.kinds[i] ?? 'contour', options, isFirst),
    ),
    ...input.points.map(
      (point): Mark => ({
        type: 'marker',
        x: point.values[x] ?? Number.NaN,
        y: point.values[y] ?? Number.NaN,
        tone: point.tone,
        shape: point.style,
      }),
    ),
  ];
}

/** Whether regions can be drawn of any two parameters: none of constants, nor of separate values. */
export function hasRegions(input: Input): boolean {
  const smooth = input.parameters.filter(
    ({ isDiscrete }, i) => !isDiscrete && input.sets.some((set) => (set.columns[i]?.sd ?? 0) > 0),
  );
  return smooth.length > 1;
}

function setMarks(
  input: Input,
  set: DrawnSet,
  axes: readonly [number, number],
  kind: PanelKind,
  options: PlaneOptions,
  isShared: boolean,
): Mark[] {
  if (kind === 'none') return [];
  const columns = axes.map((axis) => set.columns[axis]) as [Column, Column];
  const parameters = axes.map((axis) => input.parameters[axis]) as [Parameter, Parameter];
  const isFlat = columns.some((column) => column.sd === 0);
  const isDiscrete = parameters.some((parameter) => parameter.isDiscrete);
  const widths = [set.widths[axes[0]] ?? 0, set.widths[axes[1]] ?? 0] as const;
  if (kind === 'histogram' && !isFlat) return [counts(set, columns, widths, parameters, options.bins)];
  if (kind === 'scatter' || isFlat || isDiscrete) return [dots(set, columns, parameters)];
  const outer = kind === 'contour' ? (options.credibility[0] ?? 0) : 0.95;
  const surface = planeDensity(columns, widths, [parameters[0].bounds, parameters[1].bounds], outer);
  return kind === 'kde' ? tones(set, surface) : regions(set, surface, options.credibility, isShared);
}

/** Regions of highest density, the largest first and outlined, each deeper than the one before. */
export function regions(
  set: Pick<Look, 'tone' | 'dash'>,
  surface: Surface,
  credibility: readonly number[],
  isShared: boolean,
): Mark[] {
  const thresholds = credibleThresholds(surface.values, credibility);
  return thresholds.map(
    (threshold, i): Mark => ({
      type: 'region',
      rings: regionAbove(surface, threshold),
      level: credibility[i] ?? 0,
      tone: set.tone,
      strength: regionStrength(i, isShared),
      outline: i === 0,
      dash: set.dash,
    }),
  );
}

/** How strong the i-th region is drawn over those below it; lighter where sample sets share the panel. */
export function regionStrength(index: number, isShared: boolean): number {
  return (index === 0 ? 0.16 : 0.34) * (isShared ? 0.6 : 1);
}

function tones(set: DrawnSet, surface: Surface): Mark[] {
  const highest = surface.values.reduce((top, value) => Math.max(top, value), 0);
  return toneSteps.map(
    (share): Mark => ({
      type: 'region',
      rings: regionAbove(surface, share * highest),
      tone: set.tone,
      strength: 0.12,
    }),
  );
}

function dots(
  set: DrawnSet,
  columns: readonly [Column, Column],
  parameters: readonly [Parameter, Parameter],
): Mark {
  const every = Math.ceil(set.count / mostDots);
  const [x, y] = [0, 1].map((axis) => {
    const column = columns[axis] as Column;
    const parameter = parameters[axis] as Parameter;
    const values = thinned(column.values, every);
    return parameter.isDiscrete ? jittered(values, column, parameter, axis) : values;
  }) as [Float64Array, Float64Array];
  return { type: 'dots', x, y, tone: set.tone, strength: 0.5 };
}

/** Spreads equal values over 15 % of the way to their neighbours, by an additive recurrence instead of chance. */
function jittered(values: Float64Array, column: Column, parameter: Parameter, axis: number): Float64Array {
  const reach = 0.3 * leastGap(frequencies(column).values, parameter.domain);
  const stride = axis === 0 ? 0.7548776662466927 : 0.5698402909980532;
  return values.map((value, i) => value + reach * ((((i + 1) * stride) % 1) - 0.5));
}

function counts(
  set: DrawnSet,
  columns: readonly [Column, Column],
  widths: readonly [number, number],
  parameters: readonly [Parameter, Parameter],
  bins: number | undefined,
): Mark {
  const gx = binGrid(columns[0], widths[0], parameters[0], bins);
  const gy = binGrid(columns[1], widths[1], parameters[1], bins);
  const values = count2d(columns[0].values, columns[1].values, gx, gy);
  return { type: 'cells', x: edgesOf(gx), y: edgesOf(gy), values, tone: set.tone };
}

/** Bins over the drawn part of the draws, two bandwidths of a plane wide; one bin a value for separate values. */
function binGrid(
  column: Column,
  h: number,
  { domain, isDiscrete }: Parameter,
  bins: number | undefined,
): Grid {
  const least = isDiscrete ? leastGap(frequencies(column).values, domain) : 0;
  const low = Math.max(domain[0], (column.sorted[0] ?? 0) - least / 2);
  const high = Math.min(domain[1], (column.sorted.at(-1) ?? 0) + least / 2);
  const width = isDiscrete ? least : 2 * h * column.sorted.length ** (1 / 5 - 1 / 6);
  const count = bins ?? Math.min(80, Math.max(1, Math.round((high - low) / width)));
  const edges = equalEdges(low, Math.max(low, high), count);
  return { low: edges[0] ?? low, high: edges.at(-1) ?? high, count, closedLow: false, closedHigh: false };
}
