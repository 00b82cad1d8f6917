import { must, show } from './errors.ts';
import { isList } from './input/list.ts';
import { chooseColumns } from './input/names.ts';
import { type Intervals, readLimits } from './input/parameter.ts';
import { readCount } from './input/size.ts';

/** What `conditionalGrid` takes. */
export interface ConditionalGridOptions {
  /** Range of each parameter: one for all or one each. */
  readonly limits: Intervals;
  /** Names of the parameters. Default: none. */
  readonly names?: readonly string[];
  /** Parameters to vary, by number or name, in this order. Default: all. */
  readonly subset?: readonly (number | string)[];
  /** Places along each parameter. Default 50. */
  readonly resolution?: number;
}

/** Where a conditional density is to be evaluated: lines and planes through one point. Plain data. */
export interface ConditionalGrid {
  /** The places, one a row: what `logProb` of a posterior takes. */
  readonly theta: {
    readonly data: Float32Array;
    readonly rows: number;
    readonly columns: number;
    readonly names?: readonly string[];
  };
  readonly condition: readonly number[];
  readonly limits: readonly (readonly [low: number, high: number])[];
  /** The parameters that vary. */
  readonly subset: readonly number[];
  readonly resolution: number;
}

const where = 'conditionalGrid';

/**
 * Where to evaluate a density for {@link conditionalPairPlot}: for each parameter a line through the condition along it,
 * and for each two parameters a plane, at the middles of `resolution` cells within the limits.
 *
 * Rows: the lines first, then the planes of parameters 0 and 1, 0 and 2, …, each row by row from the lowest second one;
 * n parameters have n · resolution + n (n − 1) / 2 · resolution² rows.
 *
 * @param condition the values that parameters have when they do not vary
 * @throws PlotError for a condition, limits or a resolution that cannot be
 * @example
 * import { conditionalGrid } from '@sbi/plots';
 * const { theta } = conditionalGrid([0.5, 1, -1], { limits: [-3, 3], resolution: 20 });
 * console.log(theta.rows, theta.columns); // → 1260 3
 */
export function conditionalGrid(
  condition: ArrayLike<number>,
  options: ConditionalGridOptions,
): ConditionalGrid {
  const isPoint = isList(condition) && condition.length > 0 && Array.from(condition).every(Number.isFinite);
  must(isPoint, 'condition', 'be a list of finite numbers', show(condition), where);
  const columns = condition.length;
  const { names } = options ?? {};
  const isNamed = names === undefined || (Array.isArray(names) && names.length === columns);
  must(isNamed, 'names', `have one name a parameter, ${columns}`, show(names), where);
  const limits = readLimits(options?.limits, columns, where);
  must(limits !== undefined, 'limits', 'be [low, high] or a list of these', 'undefined', where);
  const resolution = readCount(options.resolution, 50, [2, 400], 'resolution', where);
  const subset = chooseColumns({ columns, names }, options, where);
  const centre = (column: number, i: number): number => {
    const [low, high] = limits[column] as readonly [number, number];
    return low + ((i + 0.5) / resolution) * (high - low);
  };
  const count = subset.length * resolution + ((subset.length * (subset.length - 1)) / 2) * resolution ** 2;
  const data = new Float32Array(count * columns);
  let row = 0;
  const place = (changes: readonly (readonly [column: number, i: number])[]): void => {
    data.set(condition, row * columns);
    for (const [column, i] of changes) data[row * columns + column] = centre(column, i);
    row++;
  };
  for (const column of subset) for (let i = 0; i < resolution; i++) place([[column, i]]);
  for (const [x, y] of pairsOf(subset)) {
    for (let j = 0; j < resolution; j++)
      for (let i = 0; i < resolution; i++)
        place([
          [x, i],
          [y, j],
        ]);
  }
  const theta = { data, rows: count, columns, ...(names === undefined ? {} : { names }) };
  return { theta, condition: Array.from(condition), limits, subset, resolution };
}

/** Two at a time, in order. */
export function pairsOf<Item>(items: readonly Item[]): (readonly [first: Item, second: Item])[] {
  return items.flatMap((first, i) => items.slice(i + 1).map((second) => [first, second] as const));
}
