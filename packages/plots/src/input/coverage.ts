import { must, show } from '../errors.ts';
import { isList } from './list.ts';
import { type Look, readLooks, readSeveral, type Several } from './several.ts';

/** How many truths the credible regions of each level hold. What `expectedCoverage` of @sbi/npe returns is one. */
export interface Coverage {
  /** Levels of credibility between 0 and 1, rising. */
  readonly levels: ArrayLike<number>;
  /** Truths in all. */
  readonly pairs: number;
  /** Truths inside regions of all parameters at once, one count a level. */
  readonly joint?: { readonly covered: ArrayLike<number> } | undefined;
  /** Truths inside intervals of single parameters. */
  readonly parameters?: readonly { readonly name: string; readonly covered: ArrayLike<number> }[];
}

/** Coverage in random directions. What `tarp` of @sbi/npe returns is one. */
export interface Tarp {
  /** Credibility levels from 0 to 1, rising. */
  readonly alpha: ArrayLike<number>;
  /** Expected coverage probability at each level. */
  readonly ecp: ArrayLike<number>;
  /** Truths in all: without it there is no band. */
  readonly pairs?: number;
}

/** One posterior's curves: shares of the truths at its levels. */
export interface CurveSet extends Look {
  readonly levels: readonly number[];
  readonly pairs: number | undefined;
  /** The curve of all parameters at once, if there is one. */
  readonly joint: readonly number[] | undefined;
  readonly parameters: readonly { readonly name: string; readonly shares: readonly number[] }[];
}

/** Reads the coverage of one or several posteriors. */
export function readCoverage(
  coverage: Several<Coverage>,
  legend: readonly string[] | undefined,
  where: string,
): CurveSet[] {
  const isCoverage = (value: unknown): value is Coverage => hasKey(value, 'levels');
  const several = readSeveral(coverage, isCoverage, 'coverage', where);
  const looks = readLooks(several, legend, 'posterior', where);
  return several.items.map((item, i): CurveSet => {
    const name = several.argument(i);
    must(isCoverage(item), name, 'be { levels, pairs, joint or parameters }', show(item), where);
    const levels = readLevels(item.levels, `${name}.levels`, where);
    const pairs = readPairs(item.pairs, `${name}.pairs`, where);
    const shares = (covered: unknown, part: string): number[] =>
      readNumbers(covered, levels.length, [0, pairs], `${name}.${part}.covered`, where).map((c) => c / pairs);
    const { joint, parameters = [] } = item;
    must(isList(parameters), `${name}.parameters`, 'be a list', show(parameters), where);
    must(joint !== undefined || parameters.length > 0, name, 'have joint or parameters', 'neither', where);
    return {
      ...(looks[i] as Look),
      levels,
      pairs,
      joint: joint === undefined ? undefined : shares(joint?.covered, 'joint'),
      parameters: parameters.map((parameter, k) => ({
        name: parameter?.name ?? `theta_${k + 1}`,
        shares: shares(parameter?.covered, `parameters[${k}]`),
      })),
    };
  });
}

/** Reads one or several results of TARP. */
export function readTarp(
  tarp: Several<Tarp>,
  legend: readonly string[] | undefined,
  where: string,
): CurveSet[] {
  const isTarp = (value: unknown): value is Tarp => hasKey(value, 'ecp');
  const several = readSeveral(tarp, isTarp, 'tarp', where);
  const looks = readLooks(several, legend, 'posterior', where);
  return several.items.map((item, i): CurveSet => {
    const name = several.argument(i);
    must(isTarp(item), name, 'be { alpha, ecp }', show(item), where);
    const levels = readLevels(item.alpha, `${name}.alpha`, where);
    const pairs = item.pairs === undefined ? undefined : readPairs(item.pairs, `${name}.pairs`, where);
    const joint = readNumbers(item.ecp, levels.length, [0, 1], `${name}.ecp`, where);
    return { ...(looks[i] as Look), levels, pairs, joint, parameters: [] };
  });
}

function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && key in value;
}

function readLevels(levels: unknown, argument: string, where: string): number[] {
  const list = readNumbers(levels, undefined, [0, 1], argument, where);
  const rises = list.every((level, i) => i === 0 || level > (list[i - 1] ?? 0));
  must(rises && list.length > 0, argument, 'rise from level to level', show(list), where);
  return list;
}

function readPairs(pairs: unknown, argument: string, where: string): number {
  const isCount = Number.isSafeInteger(pairs) && (pairs as number) > 0;
  must(isCount, argument, 'be a whole number above 0', show(pairs), where);
  return pairs as number;
}

/** A list of numbers within a range, of a given length. */
function readNumbers(
  values: unknown,
  length: number | undefined,
  [low, high]: readonly [number, number],
  argument: string,
  where: string,
): number[] {
  must(isList(values), argument, 'be a list of numbers', show(values), where);
  const list = Array.from(values) as number[];
  const fits = length === undefined || list.length === length;
  must(fits, argument, `have one number a level, ${length}`, String(list.length), where);
  const other = list.find((value) => !(typeof value === 'number' && value >= low && value <= high));
  must(other === undefined, argument, `lie between ${low} and ${high}`, show(other), where);
  return list;
}
