import type { BinnedPanels } from './binned.ts';

/** A low and a high end. */
export type Range = readonly [low: number, high: number];

/** A range of one parameter that draws must lie in to be shown in full. */
export interface Brush {
  /** Index of the parameter. */
  readonly column: number;
  readonly low: number;
  readonly high: number;
}

/** Draws of one distribution of the parameters. */
export interface PairSet {
  readonly label: string;
  readonly names: readonly string[];
  /** Row-major, [rows, names]. */
  readonly data: Float32Array;
  readonly rows: number;
  /** Drawn in grey, behind everything else. */
  readonly isPrior?: boolean;
  /** What `binPanels` gives for these draws, where a worker has computed it. */
  readonly binned?: BinnedPanels;
}
