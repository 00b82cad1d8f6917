import type { BinnedPanels } from '../pair/binned.ts';

/** What the live worker is told. */
export type LiveOrder =
  | { readonly type: 'start'; readonly backend: string }
  | OpenOrder
  | DrawOrder
  | PredictOrder
  | SimulateOrder;

/** A model file to draw from, from now on. */
interface OpenOrder {
  readonly type: 'open';
  /** Comes back with the answer. */
  readonly id: number;
  readonly bytes: Uint8Array;
  /** What to call it in a message. */
  readonly source: string;
}

/** Draws at another x, from the same base noise for the same seed. */
export interface DrawOrder {
  readonly type: 'draw';
  /** Comes back with the answer. */
  readonly id: number;
  readonly x: Float32Array;
  /** How many: fewer while a hand moves x. */
  readonly pace: 'moving' | 'resting';
  readonly seed: number;
  /** The parameters that have panels, rising; undefined: all. */
  readonly shown: readonly number[] | undefined;
}

/** Simulations, each from another one of the last draws. */
export interface PredictOrder {
  readonly type: 'predict';
  readonly id: number;
  /** A problem of @sbi/simulate. */
  readonly problem: string;
  readonly count: number;
  readonly seed: number;
}

/** One θ from the prior, and what the simulator gives for it. */
export interface SimulateOrder {
  readonly type: 'simulate';
  readonly problem: string;
  readonly seed: number;
}

/** A model is open. */
export interface OpenedReport {
  readonly type: 'opened';
  readonly id: number;
  readonly names: readonly string[];
  readonly xNames: readonly string[] | undefined;
  readonly xShape: readonly number[];
  /** Where each parameter can be: a pair of ends, perhaps infinite. */
  readonly support: readonly (readonly [number, number])[];
  /** Where the prior ends, or where nearly all of it lies: a pair a parameter. */
  readonly limits: readonly (readonly [number, number])[];
  /** Draws from the prior, row-major, [rows, names]. */
  readonly priorDraws: Float32Array;
  /** How many draws there are while a hand moves x. */
  readonly movingRows: number;
}

/** Draws from the posterior at one x. */
export interface DrawnReport {
  readonly type: 'drawn';
  readonly id: number;
  readonly x: Float32Array;
  readonly seed: number;
  readonly names: readonly string[];
  /** Row-major, [rows, names]. */
  readonly draws: Float32Array;
  readonly rows: number;
  /** How x is unlike every simulation, in sentences; empty where it is not. */
  readonly warnings: readonly string[];
  /** What the pair plot draws of them. */
  readonly panels: BinnedPanels;
  /** What computed them. */
  readonly backend: string;
  /** How many threads shared the work. */
  readonly threads: number;
  /** From the message to draws and panels. */
  readonly milliseconds: number;
}

/** Simulations from draws of the posterior. */
export interface PredictedReport {
  readonly type: 'predicted';
  readonly id: number;
  /** Row-major, [rows, numbers of x]; simulations that failed are left out. */
  readonly x: Float32Array;
  readonly rows: number;
}

export interface SimulatedReport {
  readonly type: 'simulated';
  readonly problem: string;
  readonly theta: Float32Array;
  readonly x: Float32Array;
}

/** Why an order was not carried out, in a line. */
interface FailedReport {
  readonly type: 'failed';
  readonly order: LiveOrder['type'];
  /** Of the order, where it has one. */
  readonly id: number | undefined;
  readonly reason: string;
}

export type LiveReport = OpenedReport | DrawnReport | PredictedReport | SimulatedReport | FailedReport;
