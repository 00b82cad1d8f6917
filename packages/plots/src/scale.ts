import { ticks as niceNumbers } from 'd3-array';
import type { Scale, Tick } from './figure.ts';
import { fit, measure } from './text/measure.ts';
import { commonExponent, fixed, powerOfTen, scaleDown } from './text/number.ts';
import { join, type Text, words } from './text/text.ts';

/** Least free space between two numbers on an axis, in pixels. */
const gap = 6;

/** A label wider than this, in pixels, is turned to run along an upright axis. */
export const widestLabel = 24;

export interface ScaleOptions {
  readonly domain: readonly [number, number];
  /** Length of the side in pixels: as many numbers as fit are written. */
  readonly length: number;
  /** About how many numbers are wanted, or their places. */
  readonly count: number | readonly number[];
  readonly label?: Text;
  readonly side?: 'bottom' | 'left' | 'right';
  readonly labelOffset?: number;
}

/** A scale with a few round numbers, as many as have room. Very large or small ones share a power of ten. */
export function makeScale({ domain, length, count, label, ...place }: ScaleOptions): Scale {
  const exponent = commonExponent(Math.max(Math.abs(domain[0]), Math.abs(domain[1])), domain[1] - domain[0]);
  const ticks =
    typeof count === 'number'
      ? chooseTicks(domain, count, exponent, (candidates) => fitsAcross(candidates, domain, length))
      : labelTicks(within(count, domain), exponent);
  if (label === undefined) return { domain, ticks, ...place };
  const unit = exponent === 0 ? [] : words(` / ${powerOfTen(exponent)}`);
  return { domain, ticks, label: join(fit(label, length + overhang - measure(unit)), unit), ...place };
}

/** The places on an axis, rising, each once. */
function within(places: readonly number[], [low, high]: readonly [number, number]): number[] {
  return [...new Set(places)].filter((place) => place >= low && place <= high).sort((a, b) => a - b);
}

/** Of the round numbers, those that fit and are nearest the wanted count; where room is short, fewer of them. */
function chooseTicks(
  domain: readonly [number, number],
  wanted: number,
  exponent: number,
  fits: (ticks: readonly Tick[]) => boolean,
): readonly Tick[] {
  const rounds = Array.from({ length: 2 * wanted + 1 }, (_, i) =>
    labelTicks(niceNumbers(...domain, i + 1), exponent),
  );
  const miss = (ticks: readonly Tick[]): number =>
    (ticks.length - wanted) * (ticks.length < wanted ? -1.5 : 1);
  const candidates = rounds.flatMap((ticks) => [
    { ticks, cost: miss(ticks) },
    ...fewer(ticks).map((some) => ({ ticks: some, cost: miss(some) + 1 })),
  ]);
  const fitting = candidates.filter(({ ticks }) => ticks.length > 0 && fits(ticks));
  fitting.sort((a, b) => a.cost - b.cost);
  const anyTicks = rounds.find((ticks) => ticks.length > 0) ?? [];
  return fitting[0]?.ticks ?? anyTicks.slice(0, 1);
}

/** Every other number, counted from zero; and of three the outer two. */
function fewer(ticks: readonly Tick[]): (readonly Tick[])[] {
  const step = (ticks[1]?.at ?? 0) - (ticks[0]?.at ?? 0);
  const even = ticks.filter(({ at }) => Math.round(at / step) % 2 === 0);
  const outer = ticks.filter((_, i) => i !== 1);
  return ticks.length === 3 ? [even, outer] : [even];
}

function fitsAcross(ticks: readonly Tick[], [low, high]: readonly [number, number], length: number): boolean {
  let end = Number.NEGATIVE_INFINITY;
  return ticks.every((tick) => {
    const width = measure(words(tick.label));
    const centre = clampCentre(((tick.at - low) / (high - low)) * length, width, length);
    const isFree = centre - width / 2 >= end;
    end = centre + width / 2 + gap;
    return isFree && width <= length + 2 * overhang;
  });
}

/** How far a number may stand out past the end of its axis, towards the next panel. */
const overhang = 1;

/** Moves a number's centre inwards where it would stand out past the axis' end. */
export function clampCentre(centre: number, width: number, length: number): number {
  const low = width / 2 - overhang;
  const high = length - width / 2 + overhang;
  return low > high ? length / 2 : Math.min(high, Math.max(low, centre));
}

function labelTicks(values: readonly number[], exponent: number): Tick[] {
  const scaled = values.map((value) => scaleDown(value, exponent));
  let decimals = 0;
  const largest = Math.max(...scaled.map(Math.abs), 1e-300);
  const isRounded = (value: number): boolean =>
    Math.abs(Number(value.toFixed(decimals)) - value) > largest * 1e-9;
  while (decimals < 15 && scaled.some(isRounded)) decimals++;
  return values.map((at, i) => ({ at, label: at === 0 ? '0' : fixed(scaled[i] ?? 0, decimals) }));
}

/** Place of a value on a scale, 0 at the low end and 1 at the high end. */
export function position(scale: Scale, value: number): number {
  const [low, high] = scale.domain;
  return (value - low) / (high - low);
}
