import { UsageError } from './usageError.ts';

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

/** Numbers with commas between: 0.8,0.6,0.4. */
export function numberList(option: string): Reader<number[]> {
  return (text) => text.split(',').map((part, i) => finiteNumber(option, part, i, text));
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
