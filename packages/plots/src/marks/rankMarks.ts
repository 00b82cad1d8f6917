import type { Mark, Tone } from '../figure.ts';
import type { RankSet } from '../input/ranks.ts';
import { rankCurve, rankHistogram, rankPlaces } from '../statistics/ranks.ts';
import { ecdfBand, histogramBand } from '../statistics/simultaneous.ts';

/** How strong a band of expectation is drawn. */
export const bandStrength = 0.2;

/** A curve to be drawn with the band it should stay in; steps of a histogram have two places each. */
export interface Banded {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** The band alone, before the curve is known. */
export type Expectation = Pick<Banded, 'x' | 'low' | 'high'>;

/** The band of `runs` ranks' distribution function less the uniform one, closed at 0 and 1. */
export function ecdfExpectation(runs: number, draws: number, level: number): Expectation {
  const z = rankPlaces(draws).map((k) => k / (draws + 1));
  const band = ecdfBand(runs, z, level);
  const ends = (values: readonly number[]): number[] => [0, ...values, 0];
  return {
    x: [0, ...z, 1],
    low: ends(band.map(([low], i) => low / runs - (z[i] ?? 0))),
    high: ends(band.map(([, high], i) => high / runs - (z[i] ?? 0))),
  };
}

/** Ranks' distribution function less the uniform one, at the places of its band. */
export function ecdfCurve(ranks: Float64Array, draws: number): number[] {
  const { z, counts } = rankCurve(ranks, draws);
  return [0, ...counts.map((count, i) => count / ranks.length - (z[i] ?? 0)), 0];
}

/** The band of a histogram's bars over their expectation, two places a bin. */
export function histogramExpectation(runs: number, draws: number, bins: number, level: number): Expectation {
  const { edges, cells } = rankHistogram(new Float64Array(0), draws, bins);
  const band = histogramBand(runs, cells, level);
  const relative = (counts: readonly number[]): number[] =>
    twice(counts.map((c, i) => c / (runs * (cells[i] ?? 1))));
  return {
    x: edges
      .flatMap((edge, i) => (i === 0 || i === bins ? [edge] : [edge, edge]))
      .map((e) => e / (draws + 1)),
    low: relative(band.map(([low]) => low)),
    high: relative(band.map(([, high]) => high)),
  };
}

/** Bars over their expectation, two places a bin. */
export function histogramCurve(ranks: Float64Array, draws: number, bins: number): number[] {
  const { counts, cells } = rankHistogram(ranks, draws, bins);
  return twice(counts.map((count, i) => count / (ranks.length * (cells[i] ?? 1))));
}

function twice(values: readonly number[]): number[] {
  return values.flatMap((value) => [value, value]);
}

/** Where a curve leaves its band, as a share of the places; 0 when it stays inside. */
export function shareOutside({ y, low, high }: Banded): number {
  const slack = 1e-9;
  const out = y.filter((value, i) => value < (low[i] ?? 0) - slack || value > (high[i] ?? 0) + slack);
  return out.length / y.length;
}

/** A band of expectation. */
export function bandMark(
  { x, low, high }: Expectation,
  tone: Tone = 'axis',
  strength: number = bandStrength,
): Mark {
  return { type: 'band', x, low, high, tone, strength };
}

/** One column of the ranks. */
export function ranksOf({ table }: RankSet, column: number): Float64Array {
  return Float64Array.from({ length: table.rows }, (_, row) => table.at(row, column));
}
