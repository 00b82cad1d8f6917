import { must, show } from '../errors.ts';
import type { Tone } from '../figure.ts';
import { bandwidth } from '../statistics/bandwidth.ts';
import { splitShifted, type Text } from '../text/text.ts';
import { chooseColumns } from './names.ts';
import { type Parameter, type ParameterOptions, readParameters } from './parameter.ts';
import { type Points, readPoints } from './points.ts';
import { type SampleSet, sampleSet } from './sampleSet.ts';
import { checkNames, type Items, type Look, readLooks } from './several.ts';
import { readSets, readTables, type Table } from './table.ts';

/** What plots of draws have in common. */
export interface SamplesOptions extends ParameterOptions {
  /** Places to be marked, such as the true parameters: one or several, each with one number a column. */
  readonly points?: Points;
  /** Names of the sample sets for the legend. Default: the keys of a record; for several in a list: their numbers. */
  readonly legend?: readonly string[];
  /** Names of the points for the legend. Default: truth; for several: point 1, point 2, … */
  readonly pointLegend?: readonly string[];
  /** Drawn above the panels. Default: none, for a caption in the document. */
  readonly title?: string;
}

/** A sample set with how it is told apart. */
export interface DrawnSet extends SampleSet, Look {
  /** Kernel bandwidth of each parameter. */
  readonly widths: readonly number[];
}

/** A point with how it is told apart: colour, line style, and shape. */
export interface DrawnPoint {
  readonly values: readonly number[];
  readonly label: Text;
  readonly tone: Tone;
  readonly style: number;
}

export interface Input {
  readonly sets: readonly DrawnSet[];
  readonly points: readonly DrawnPoint[];
  readonly parameters: readonly Parameter[];
}

/** Checks and reads everything that plots of draws share. */
export function readInput(samples: unknown, options: SamplesOptions, where: string): Input {
  const sets = readSets(samples, 'samples', where);
  return inputOf(sets, readLooks(sets, options.legend, 'sample set', where), options, where);
}

/** Checks and reads sample sets that look as told. */
export function inputOf(
  items: Items,
  looks: readonly Look[],
  options: Omit<SamplesOptions, 'legend'>,
  where: string,
): Input {
  const tables = readTables(items, where);
  const first = tables[0] as Table;
  const chosen = chooseColumns(first, options, where);
  const points = readPoints(options.points, first.columns, where).map((point) =>
    chosen.map((column) => point[column] ?? Number.NaN),
  );
  const sets = tables.map((table, i) => sampleSet(table, chosen, items.argument(i), where));
  const parameters = readParameters(first, chosen, sets, points, options, where);
  checkNames(options.pointLegend, 'pointLegend', points.length, 'point', where);
  checkText(options.title, 'title', where);
  return {
    parameters,
    sets: sets.map((set, i) => ({
      ...set,
      ...(looks[i] as Look),
      widths: set.columns.map((column, k) => bandwidth(column, parameters[k]?.bounds ?? [-1 / 0, 1 / 0])),
    })),
    points: drawnPoints(points, options.pointLegend),
  };
}

/** Points with their names and signs. */
export function drawnPoints(
  points: readonly (readonly number[])[],
  names: readonly string[] | undefined,
): DrawnPoint[] {
  return points.map((values, i) => ({
    values,
    label: splitShifted(names?.[i] ?? (points.length === 1 ? 'truth' : `point ${i + 1}`)),
    tone: `point-${i}`,
    style: i,
  }));
}

/** Throws unless the option is text or absent. */
export function checkText(value: unknown, argument: string, where: string): void {
  must(value === undefined || typeof value === 'string', argument, 'be text', show(value), where);
}
