import type { PageProblem, Range, Sketch } from '../problems/pageProblem.ts';
import type { OwnData } from './ownData.ts';

/** More numbers than that are drawn as a series. */
const MOST_SLIDERS = 6;

/** What a problem of one's own is made of. */
export interface OwnParts {
  readonly title: string;
  /** For a list: two or three words. */
  readonly brief: string;
  readonly paragraph: string;
  readonly parameters: readonly { readonly name: string; readonly meaning: string }[];
  readonly x: ArrayLike<number>;
  readonly xNames?: readonly string[] | undefined;
  /** Where every number of x lies. */
  readonly ends: readonly (readonly [number, number])[];
  readonly simulations: number;
  readonly own?: OwnData;
}

/** A problem of one's own, as all views of the page understand it. */
export function ownProblem(parts: OwnParts): PageProblem {
  const { title, brief, paragraph, parameters, x, xNames, ends, simulations, own } = parts;
  return {
    id: 'own',
    title,
    brief,
    paragraph,
    formula: '',
    parameters,
    x: Array.from(x),
    sketch: sketchOf(Array.from(x), xNames, ends),
    recipe: { simulations },
    ...(own && { own }),
  };
}

function sketchOf(
  x: readonly number[],
  names: readonly string[] | undefined,
  ends: OwnParts['ends'],
): Sketch {
  const ranges = x.map((value, i) => rangeAround(value, ends[i] ?? [value, value]));
  if (x.length <= MOST_SLIDERS) {
    return { kind: 'numbers', names: names ?? x.map((_, i) => `x${subscript(i + 1)}`), ranges };
  }
  const low = Math.min(...ranges.map((range) => range.low));
  const high = Math.max(...ranges.map((range) => range.high));
  const range = { low, high, step: stepOf(high - low) };
  return { kind: 'series', axis: 'number', unit: 'x', at: x.map((_, i) => i + 1), lines: ['x'], range };
}

/** The ends, a tenth further on both sides, and the observation inside. */
function rangeAround(value: number, [least, greatest]: readonly [number, number]): Range {
  const low = Math.min(value, least);
  const high = Math.max(value, greatest);
  const room = (high - low) / 10 || Math.max(1, Math.abs(value));
  return { low: low - room, high: high + room, step: stepOf(high - low + 2 * room) };
}

/** About a two-hundredth of a width, as 1, 2 or 5 times a power of ten. */
function stepOf(width: number): number {
  const raw = width / 200;
  const power = 10 ** Math.floor(Math.log10(raw));
  const nice = [1, 2, 5, 10].find((factor) => factor * power >= raw * 0.75) ?? 10;
  return nice * power;
}

function subscript(n: number): string {
  return String(n).replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)] as string);
}
