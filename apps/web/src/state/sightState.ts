import type { Brush } from '../pair/pairSet.ts';
import { StateError } from './stateError.ts';

/** How the posterior is looked at. */
export interface Sight {
  /** Indices of the parameters that were chosen to have panels, rising; undefined: the first few. */
  readonly shown?: readonly number[];
  /** One a parameter at most. */
  readonly brushes: readonly Brush[];
  /** Observations whose posteriors are kept in the picture, one after the other. */
  readonly kept: readonly number[];
}

/** As the page opens. */
export const usualSight: Sight = { brushes: [], kept: [] };

/** As many posteriors as have a colour of their own may be compared with the one at hand. */
export const MOST_KEPT = 3;
/** A link counts parameters from 1. */
const MOST_PARAMETERS = 1000;

/** The indices behind their numbers. @throws StateError unless they are whole and rise */
export function readShown(numbers: readonly number[]): readonly number[] {
  if (!doRise(numbers))
    throw new StateError('shown', 'be numbers of parameters, rising from 1', numbers.join());
  return numbers.map((number) => number - 1);
}

/** Ranges from threes of numbers: a parameter, and from where to where. @throws StateError for anything else */
export function readBrushes(numbers: readonly number[]): readonly Brush[] {
  const brushes = Array.from({ length: Math.ceil(numbers.length / 3) }, (_, i) => {
    const [parameter = 0, low = Number.NaN, high = Number.NaN] = numbers.slice(3 * i, 3 * i + 3);
    if (!(isParameter(parameter) && low <= high)) {
      const must = 'be threes of a parameter’s number, a low end and a high end';
      throw new StateError('brush', must, numbers.slice(3 * i, 3 * i + 3).join());
    }
    return { column: parameter - 1, low, high };
  });
  const columns = brushes.map(({ column }) => column + 1);
  if (!doRise(columns)) throw new StateError('brush', 'name each parameter once, rising', columns.join());
  return brushes;
}

/** The numbers that `readShown` and `readBrushes` read. */
export const numbersOfShown = (shown: readonly number[]): number[] => shown.map((index) => index + 1);
export const numbersOfBrushes = (brushes: readonly Brush[]): number[] =>
  brushes.flatMap(({ column, low, high }) => [column + 1, low, high]);

/** @throws StateError naming the first thing that is not there in a problem of so many parameters and numbers of x */
export function fitSight({ shown, brushes, kept }: Sight, parameters: number, xLength: number): void {
  const named = [...(shown ?? []), ...brushes.map(({ column }) => column)];
  const unknown = named.find((index) => index >= parameters);
  if (unknown !== undefined) {
    throw new StateError('shown and brush', `name parameters from 1 to ${parameters}`, String(unknown + 1));
  }
  const { length } = kept;
  if (length % xLength > 0 || length > MOST_KEPT * xLength) {
    const must = `have ${xLength} numbers for each of at most ${MOST_KEPT} observations`;
    throw new StateError('kept', must, `${length} numbers`);
  }
}

function doRise(numbers: readonly number[]): boolean {
  return numbers.every((number, i) => isParameter(number) && number > (numbers[i - 1] ?? 0));
}

function isParameter(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= MOST_PARAMETERS;
}
