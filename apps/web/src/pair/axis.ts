import { ticks as niceNumbers } from 'd3-array';
import type { Range } from './pairSet.ts';

interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface Axis {
  readonly ticks: readonly Tick[];
  /** The power of ten that the labels are to be multiplied with; 0 for none. */
  readonly exponent: number;
}

/** Width of a digit, and least space between two numbers, in pixels. */
const digit = 6.8;
const gap = 8;

/**
 * A few round numbers on an axis, as many as there is room for.
 *
 * @param length in pixels
 * @param isUpright whether numbers stand above one another
 */
export function axisOf(frame: Range, length: number, isUpright: boolean): Axis {
  const wanted = length > 240 ? 5 : 3;
  const largest = Math.max(Math.abs(frame[0]), Math.abs(frame[1]));
  const exponent = largest >= 1e-3 && largest < 1e5 ? 0 : Math.floor(Math.log10(largest || 1) + 1e-9);
  const miss = (ticks: readonly Tick[]): number =>
    ticks.length < wanted ? 1.5 * (wanted - ticks.length) : ticks.length - wanted;
  const rounds = Array.from({ length: 2 * wanted }, (_, i) =>
    labelled(niceNumbers(...frame, i + 1), exponent),
  );
  // Where not all of them have room, every other one may.
  const fewer = rounds.map((ticks) => ticks.filter((_, i) => i % 2 === 0));
  const fitting = [...rounds, ...fewer].filter(
    (ticks) => ticks.length > 0 && fits(ticks, frame, length, isUpright),
  );
  const [best] = fitting.sort((a, b) => miss(a) - miss(b));
  return { ticks: best ?? (rounds.find((ticks) => ticks.length > 0) ?? []).slice(0, 1), exponent };
}

function labelled(places: readonly number[], exponent: number): Tick[] {
  const scaled = places.map((at) => at / 10 ** exponent);
  const largest = Math.max(...scaled.map(Math.abs));
  let decimals = 0;
  while (decimals < 12 && scaled.some((s) => Math.abs(Number(s.toFixed(decimals)) - s) > largest * 1e-9))
    decimals++;
  return places.map((at, i) => ({ at, label: fixed(scaled[i] as number, at === 0 ? 0 : decimals) }));
}

function fits(ticks: readonly Tick[], [low, high]: Range, length: number, isUpright: boolean): boolean {
  if (isUpright) return ticks.length < 2 || length / ticks.length > 16;
  let end = Number.NEGATIVE_INFINITY;
  return ticks.every(({ at, label }) => {
    const centre = clampedCentre(((at - low) / (high - low)) * length, label, length);
    const isFree = centre - (label.length * digit) / 2 >= end;
    end = centre + (label.length * digit) / 2 + gap;
    return isFree;
  });
}

/** Moves a number's middle inwards where it would stand out far past the axis' end, into the next panel's. */
export function clampedCentre(centre: number, label: string, length: number): number {
  const half = (label.length * digit) / 2 - 3;
  return Math.min(length - half, Math.max(half, centre));
}

/** A number with so many decimals and a true minus sign, never −0. */
function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

/** 10ⁿ in plain text: 10⁻¹². */
export function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** A number with two digits of the given spread, 0.096 counting as 0.10: 0.3124 within 0.05 gives 0.312. */
export function within(value: number, spread: number): string {
  const largest = Math.max(Math.abs(value), spread);
  const exponent = (largest >= 1e-3 && largest < 1e6) || largest === 0 ? 0 : Math.floor(Math.log10(largest));
  const size = (1.053 * spread) / 10 ** exponent;
  const decimals = size > 0 ? Math.min(10, Math.max(0, 1 - Math.floor(Math.log10(size)))) : 3;
  const text = fixed(value / 10 ** exponent, decimals);
  return exponent === 0 ? text : `${text} · ${powerOfTen(exponent)}`;
}
