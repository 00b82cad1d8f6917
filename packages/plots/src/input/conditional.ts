import { type ConditionalGrid, pairsOf } from '../conditionalGrid.ts';
import { must, show } from '../errors.ts';
import { type LineDensity, lineDensity, relativeDensity } from '../statistics/conditional.ts';
import type { Surface } from '../statistics/density.ts';
import { plainText, type Text } from '../text/text.ts';
import { isList } from './list.ts';
import { readLabels } from './names.ts';
import type { Parameter } from './parameter.ts';
import { type Look, readLooks, readSeveral, type Several } from './several.ts';
import { readTicks, type Ticks } from './ticks.ts';

/** Log-densities at the rows of a grid. */
export type LogDensities = ArrayLike<number>;

/** One posterior's densities on the lines and planes of the grid; planes by their two parameters' places. */
export interface ConditionalSet extends Look {
  readonly lines: readonly LineDensity[];
  readonly plane: (x: number, y: number) => Surface;
}

export interface ConditionalInput {
  readonly sets: readonly ConditionalSet[];
  readonly parameters: readonly Parameter[];
}

/** What plots of conditional densities have in common. */
export interface ConditionalOptions {
  /** Names to be drawn, one a parameter. Default: those of the grid. */
  readonly labels?: readonly string[];
  /** About how many numbers an axis has, or their places: one list for all or one a parameter. Default 3. */
  readonly ticks?: Ticks;
  /** Names of the posteriors for the legend. Default: the keys of a record. */
  readonly legend?: readonly string[];
}

/** Reads the log-densities of one or several posteriors on a grid. */
export function readConditional(
  grid: ConditionalGrid,
  logProb: Several<LogDensities>,
  options: ConditionalOptions,
  level: number,
  where: string,
): ConditionalInput {
  const isGrid = typeof grid === 'object' && grid !== null && isList(grid.subset) && isList(grid.limits);
  must(isGrid, 'grid', 'be what conditionalGrid returns', show(grid), where);
  const { columns, rows, names } = grid.theta;
  const labels = readLabels({ columns, names }, grid.subset, options, where);
  const ticks = readTicks(options.ticks, columns, where);
  const isOne = (value: unknown): boolean => isList(value) && !isList(value[0]);
  const several = readSeveral(logProb, isOne, 'logProb', where);
  const looks = readLooks(several, options.legend, 'posterior', where);
  const parameters = grid.subset.map((column, i): Parameter => {
    const domain = grid.limits[column] as readonly [number, number];
    return { label: labels[i] as Text, domain, bounds: domain, isDiscrete: false, ticks: ticks[column] ?? 3 };
  });
  const sets = several.items.map((item, k): ConditionalSet => {
    const values = checked(item, rows, several.argument(k), where);
    return {
      ...(looks[k] as Look),
      ...densities(grid, parameters, values, level, several.argument(k), where),
    };
  });
  return { sets, parameters };
}

function checked(item: unknown, rows: number, argument: string, where: string): Float64Array {
  const fits = isList(item) && item.length === rows;
  const got = isList(item) ? String(item.length) : show(item);
  must(fits, argument, `have one number a row of the grid, ${rows}`, got, where);
  const values = Float64Array.from(item as ArrayLike<number>);
  const bad = values.findIndex((value) => Number.isNaN(value) || value === Number.POSITIVE_INFINITY);
  must(bad < 0, `${argument}[${bad}]`, 'be a log-density, finite or −Infinity', String(values[bad]), where);
  return values;
}

/** Lines and planes apart, as densities. */
function densities(
  { subset, resolution }: ConditionalGrid,
  parameters: readonly Parameter[],
  values: Float64Array,
  level: number,
  argument: string,
  where: string,
): Pick<ConditionalSet, 'lines' | 'plane'> {
  const name = (i: number): string => plainText(parameters[i]?.label ?? []);
  const relative = (slice: Float64Array, what: string): Float64Array => {
    const found = relativeDensity(slice);
    must(found !== undefined, argument, `be finite somewhere on the ${what}`, '−Infinity throughout', where);
    return found;
  };
  const lines = parameters.map(({ domain }, i) => {
    const slice = values.subarray(i * resolution, (i + 1) * resolution);
    return lineDensity(relative(slice, `line along ${name(i)}`), domain, level);
  });
  const edges = parameters.map(({ domain: [low, high] }) =>
    Float64Array.from({ length: resolution + 1 }, (_, i) => low + (i / resolution) * (high - low)),
  );
  const start = subset.length * resolution;
  const size = resolution ** 2;
  const pairs = pairsOf(subset.map((_, i) => i));
  const surfaces = pairs.map(([x, y], k): Surface => {
    const slice = values.subarray(start + k * size, start + (k + 1) * size);
    const plane = relative(slice, `plane of ${name(x)} and ${name(y)}`);
    return { x: edges[x] as Float64Array, y: edges[y] as Float64Array, values: plane };
  });
  const plane = (x: number, y: number): Surface => {
    const [first, second] = [Math.min(x, y), Math.max(x, y)];
    const found = surfaces[pairs.findIndex((pair) => pair[0] === first && pair[1] === second)] as Surface;
    return x < y ? found : transposed(found);
  };
  return { lines, plane };
}

/** The same surface with its axes exchanged. */
function transposed({ x, y, values }: Surface): Surface {
  const [columns, rows] = [x.length - 1, y.length - 1];
  return {
    x: y,
    y: x,
    values: values.map((_, k) => values[(k % rows) * columns + Math.floor(k / rows)] ?? 0),
  };
}
