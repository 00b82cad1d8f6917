import { must, show } from '../errors.ts';

/** How large a figure is. */
export interface SizeOptions {
  /** In pixels of 1/96 inch. Default 480, five inches. */
  readonly width?: number;
  /** In pixels of 1/96 inch. */
  readonly height?: number;
}

/** The figure's size: as asked, or as given by default. */
export function readSize(
  options: SizeOptions,
  width: number,
  height: number,
  where: string,
): [number, number] {
  return [readSide(options.width, width, 'width', where), readSide(options.height, height, 'height', where)];
}

function readSide(value: number | undefined, fallback: number, argument: string, where: string): number {
  const isSide = value === undefined || (typeof value === 'number' && value >= 120 && value <= 10_000);
  must(isSide, argument, 'be 120 to 10000 pixels of 1/96 inch', show(value), where);
  return value ?? fallback;
}

/** A whole number in a range, or the default. */
export function readCount(
  value: number | undefined,
  fallback: number,
  [low, high]: readonly [number, number],
  argument: string,
  where: string,
): number {
  const isCount = value === undefined || (Number.isInteger(value) && value >= low && value <= high);
  must(isCount, argument, `be a whole number, ${low} to ${high}`, show(value), where);
  return value ?? fallback;
}

/** A share of probability between 0 and 1, or the default. */
export function readLevel(
  value: number | undefined,
  fallback: number,
  argument: string,
  where: string,
): number {
  const isLevel = value === undefined || (typeof value === 'number' && value > 0 && value < 1);
  must(isLevel, argument, 'lie between 0 and 1', show(value), where);
  return value ?? fallback;
}

/** One of a few words, or the default. */
export function readChoice<Word extends string>(
  value: Word | undefined,
  words: readonly [Word, ...Word[]],
  argument: string,
  where: string,
): Word {
  const isKnown = value === undefined || words.includes(value);
  must(isKnown, argument, `be one of ${words.join(', ')}`, show(value), where);
  return value ?? words[0];
}
