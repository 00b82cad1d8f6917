import type { Primitives } from './primitives.ts';

/** The maps of the coordinates of one step, given the parameters that a network made: affine, a spline, or both. */
export interface Maps {
  /** The coordinate at each place of the network's output, and the table of it. */
  readonly coordinateAt: readonly number[];
  readonly coordinates: number;
  /** Features of the values and of the network's output: multiples of 4. */
  readonly features: number;
  readonly outputs: number;
  readonly spline?: SplineMaps | undefined;
}

interface SplineMaps {
  readonly bins: number;
  /** Beyond ±bound the spline is the identity. */
  readonly bound: number;
  /** How many parameters come before the spline's: 2 for an affine map, or 0. */
  readonly lead: 0 | 2;
  /** What the logits of widths and heights are multiplied by. */
  readonly factor: number;
  /** What is known of one bin of four rows. */
  readonly bin: number;
}

/** Addresses of what a step reads and writes. */
export interface MapBuffers {
  readonly r: number;
  readonly z: number;
  readonly network: number;
  /** Between an affine map and a spline; the residual itself where there is no affine map. */
  readonly middle: number;
}

/** z from the residual, and ln|dz/dr| added to logProb. */
export function applyMaps(
  run: Primitives,
  { coordinates, coordinateAt, features, outputs, spline }: Maps,
  { r, z, network, middle }: MapBuffers,
  logProb: number,
  panels: number,
): void {
  const shape = [coordinateAt.length, features, outputs, panels] as const;
  if (!spline) run.affine(z, r, network, logProb, coordinates, ...shape);
  else {
    const { bin, bins, bound, lead, factor } = spline;
    run.spline(z, middle, r, network, logProb, coordinates, bin, bins, bound, lead, factor, ...shape);
  }
}

/** The way back: turns the slopes of z at `d` into those of the residual; writes those of the network's output. */
export function mapsGradient(
  run: Primitives,
  { coordinates, coordinateAt, features, outputs, spline }: Maps,
  { r, network, middle }: MapBuffers,
  { d, dNetwork, slope }: { d: number; dNetwork: number; slope: number },
  panels: number,
): void {
  const shape = [coordinateAt.length, features, outputs, panels] as const;
  if (!spline) run.affineGradient(d, dNetwork, r, network, slope, coordinates, ...shape);
  else {
    const { bin, bins, bound, lead, factor } = spline;
    const settings = [bin, bins, bound, lead, factor] as const;
    run.splineGradient(d, dNetwork, middle, r, network, slope, coordinates, ...settings, ...shape);
  }
}

/** The residual at one place, from its z and its network's output. */
export function solveMap(
  run: Primitives,
  { coordinateAt, features, outputs, spline }: Maps,
  { r, z, network }: Omit<MapBuffers, 'middle'>,
  place: number,
  panels: number,
): void {
  const coordinate = coordinateAt[place] as number;
  const shape = [features, outputs, panels] as const;
  if (!spline) run.solve(r, z, network, coordinate, place, ...shape);
  else {
    const { bin, bins, bound, lead, factor } = spline;
    run.splineSolve(r, z, network, coordinate, place, bin, bins, bound, lead, factor, ...shape);
  }
}
