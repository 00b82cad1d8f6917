import { UsageError } from './usageError.ts';

/** The flows and networks that can be named. They are made in recipes.ts, when a command runs. */
export const FLOWS = ['maf', 'nsf', 'spline', 'coupling', 'mdn'] as const;
export const NETWORKS = ['mlp', 'convolution1d', 'convolution2d', 'deepSet', 'gru', 'none'] as const;
export type FlowName = (typeof FLOWS)[number];
export type NetworkName = (typeof NETWORKS)[number];

/** A flow or a network as it is typed: maf, or with settings of its own: maf,hidden=64,transforms=8. */
export interface TypedRecipe<Name extends string = string> {
  readonly name: Name;
  readonly settings: Readonly<Record<string, number | string | readonly number[]>>;
}

/** Readers of option values, for commander: each takes the text that was typed. */
type Reader<T> = (text: string) => T;

const LONGEST = 40;

/** A whole number in a range. */
export function wholeNumber(
  option: string,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): Reader<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  return (text) => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw wrong(option, `be a whole number ${range}`, text);
  };
}

/** A number above 0, and below `limit`. */
export function positiveNumber(option: string, limit: number = Number.POSITIVE_INFINITY): Reader<number> {
  return (text) => {
    const value = numberOf(text);
    if (value > 0 && value < limit) return value;
    throw wrong(
      option,
      limit === Number.POSITIVE_INFINITY ? 'be a number above 0' : `be between 0 and ${limit}`,
      text,
    );
  };
}

/** One of a few words. */
export function oneOf<const T extends string>(option: string, words: readonly T[]): Reader<T> {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    throw wrong(option, `be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`, text);
  };
}

/** One of a few names, with settings after commas: maf,hidden=64; a list has + between its numbers. */
export function recipe<const T extends string>(option: string, names: readonly T[]): Reader<TypedRecipe<T>> {
  const read = oneOf(option, names);
  return (text) => {
    const [name = '', ...rest] = text.split(',').map((part) => part.trim());
    const settings = rest.map((part) => {
      const [, key, value] = /^([a-z]\w*)=([^=]+)$/i.exec(part) ?? [];
      if (key !== undefined && value !== undefined) return [key, settingOf(value)] as const;
      throw wrong(option, 'have settings such as hidden=64 after its name, with commas between', text);
    });
    return { name: read(name), settings: Object.fromEntries(settings) };
  };
}

/** Lengths of axes with commas between: 21,2. */
export function shape(option: string): Reader<number[]> {
  return (text) => {
    const lengths = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : 0));
    if (lengths.every((length) => length >= 1 && Number.isSafeInteger(length))) return lengths;
    throw wrong(option, 'be whole numbers from 1 with commas between them, such as 21,2', text);
  };
}

/** Numbers with commas between: 0.8,0.6,0.4; where some may be missing, nan stands for one. */
export function numberList(
  option: string,
  { missing = false }: { readonly missing?: boolean } = {},
): Reader<number[]> {
  return (text) =>
    text.split(',').map((part, i) => {
      return missing && /^\s*nan\s*$/i.test(part) ? Number.NaN : finiteNumber(option, part, i, text);
    });
}

/** One pair low,high for all, or one each with semicolons between: -2,2;0,1. */
export function pairList(option: string): Reader<[number, number][]> {
  const read = numberList(option);
  return (text) =>
    text.split(';').map((part) => {
      const [low, high, ...rest] = read(part);
      if (low === undefined || high === undefined || rest.length > 0 || low >= high) {
        throw wrong(option, 'be pairs low,high with low < high and ; between them', text);
      }
      return [low, high];
    });
}

/** Words with commas between. */
export function wordList(option: string): Reader<string[]> {
  return (text) => {
    const words = text.split(',').map((word) => word.trim());
    if (words.includes('')) throw wrong(option, 'be words with commas between them', text);
    return words;
  };
}

/** Gathers an option that may be given several times. */
export function repeated<T>(read: Reader<T>): (text: string, before: T[] | undefined) => T[] {
  return (text, before = []) => [...before, read(text)];
}

function finiteNumber(option: string, part: string, index: number, whole: string): number {
  const value = numberOf(part);
  if (Number.isFinite(Math.fround(value))) return value;
  if (!whole.includes(',')) throw wrong(option, 'be numbers with commas between them', whole);
  const got = `${quote(part)} in place ${index + 1}`;
  throw new UsageError(`${option} must be finite numbers with commas between them; received ${got}.`);
}

function settingOf(text: string): number | string | readonly number[] {
  const numbers = text.split('+').map(numberOf);
  if (numbers.some(Number.isNaN)) return text;
  return numbers.length === 1 ? (numbers[0] as number) : numbers;
}

function numberOf(text: string): number {
  const isNumber = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);
  return isNumber ? Number(text) : Number.NaN;
}

function wrong(option: string, expected: string, received: string): UsageError {
  return new UsageError(`${option} must ${expected}; received ${quote(received)}.`);
}

function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}
