import { must, show } from '../errors.ts';

/** Credible masses from the largest to the smallest; 50, 80 and 95 % where none are given. */
export function readCredibility(
  levels: readonly number[] | undefined = [0.5, 0.8, 0.95],
  argument: string,
  where: string,
): number[] {
  const isList = Array.isArray(levels) && levels.length >= 1 && levels.length <= 5;
  must(isList, argument, 'be a list of 1 to 5 masses', show(levels), where);
  const areMasses = levels.every((level) => typeof level === 'number' && level > 0 && level < 1);
  must(areMasses, argument, 'lie between 0 and 1', show(levels), where);
  return [...levels].sort((a, b) => b - a);
}
