import type { Shape } from '@sbi/core';
import type { DistributionRecipe } from '@sbi/distributions';
import type { EpochReport, NpeOptions, StepReport, TrainingSummary } from '@sbi/npe';
import type { TrustReport } from '../trust/verdict.ts';
import type { ShortRecipe } from './recipes.ts';

/** The backends that a page can start, the fastest first. */
export const pageBackends = ['webgpu', 'wasm', 'cpu'] as const;
export type PageBackend = (typeof pageBackends)[number];

/** A table on its way to the worker: its buffer is transferred. */
export interface Table {
  readonly data: Float32Array;
  readonly columns: number;
  readonly names?: readonly string[];
}

/** Pairs that somebody else simulated. */
export interface Tables {
  readonly theta: Table;
  readonly x: Table;
  readonly xShape?: Shape;
}

/**
 * What is learnt: a problem of @sbi/simulate, which the worker simulates itself, or tables with their prior; `simulates`
 * where the page can simulate more, from any θ.
 */
export type Source =
  | { readonly kind: 'problem'; readonly name: string }
  | {
      readonly kind: 'tables';
      readonly name: string;
      readonly prior: DistributionRecipe;
      readonly simulates: boolean;
    };

/** Simulations of a training: the first, those that were added later, or those that it does not see. */
export type Part = number | 'held';

/** How it is learnt. What is left out is the library's default. */
export interface TrainSettings
  extends Pick<NpeOptions, 'schedule' | 'learningRate' | 'maxEpochs' | 'maxSteps' | 'missing' | 'batchSize'> {
  /** 'auto': several flows side by side; what was learnt before their race is over cannot be kept. */
  readonly preset?: 'default' | 'auto';
  readonly flow?: ShortRecipe;
  readonly embedding?: ShortRecipe;
  readonly seed: number;
}

/** A training from its beginning, or from where another one stood. */
export interface BeginOrder {
  readonly type: 'begin';
  readonly source: Source;
  readonly settings: TrainSettings;
  /** Simulations of the first part, and of those that were added later. */
  readonly parts: readonly number[];
  readonly checkpoint?: Uint8Array;
  /** What the predictive check is asked about. */
  readonly observed: Float32Array;
}

/** A model that was trained elsewhere is to be checked. */
export interface CheckOrder extends Pick<BeginOrder, 'source' | 'observed'> {
  readonly type: 'check';
  readonly model: Uint8Array;
  readonly settings: Pick<TrainSettings, 'seed'>;
}

/** What the worker is told. */
export type TrainOrder =
  | { readonly type: 'start'; readonly backend: string }
  | BeginOrder
  | CheckOrder
  /** `goOn` after a pause or a stop; `stop`: a training cuts the epoch under way short and is kept, anything else ends at once. */
  | { readonly type: 'pause' | 'goOn' | 'stop' }
  /** So many more simulations; training goes on with them. */
  | { readonly type: 'more'; readonly count: number }
  /** The answer to `wanted`; undefined where there are none. */
  | { readonly type: 'tables'; readonly tables: Tables | undefined }
  /** The answer to `simulateAt`: x, or why there is none. */
  | { readonly type: 'simulated'; readonly x: Float32Array | string }
  /** The figures behind the last verdict are to be drawn. */
  | { readonly type: 'figures'; readonly theme: 'light' | 'dark'; readonly width: number };

export type Stage = 'simulate' | 'train' | 'check';

/** The posterior of the best epoch so far, or of the weights as they stand within an epoch. */
export interface Shown {
  readonly epoch: number;
  readonly isBest: boolean;
}

/** What the worker tells. */
export type TrainReport =
  | { readonly type: 'obstacle'; readonly name: PageBackend; readonly reason: string }
  | { readonly type: 'refused'; readonly name: string; readonly reason: string }
  | { readonly type: 'started'; readonly name: PageBackend }
  /** The device of the backend is gone: nothing more comes from this worker. */
  | { readonly type: 'lost'; readonly reason: string }
  | { readonly type: 'progress'; readonly stage: Stage; readonly fraction: number; readonly text: string }
  | { readonly type: 'warnings'; readonly texts: readonly string[] }
  /** Simulations of that part are to be sent. */
  | { readonly type: 'wanted'; readonly part: Part; readonly count: number }
  /** One simulation from that θ is to be sent. */
  | { readonly type: 'simulateAt'; readonly theta: Float32Array; readonly seed: number }
  | {
      readonly type: 'epoch';
      readonly epoch: EpochReport;
      readonly fraction: number;
      readonly text: string;
    }
  /** How far the epoch under way is. */
  | {
      readonly type: 'steps';
      readonly report: StepReport;
      readonly fraction: number;
      readonly text: string;
    }
  | { readonly type: 'paused' | 'goesOn' }
  | ({ readonly type: 'model'; readonly bytes: Uint8Array } & Shown)
  /** Where the training stands: begin with it, the same parts and settings to go on from there. */
  | {
      readonly type: 'checkpoint';
      readonly bytes: Uint8Array;
      readonly epoch: number;
      readonly parts: readonly number[];
    }
  | TrainedReport
  | TrustReport
  /** Nothing was learnt, or what was under way was given up. */
  | { readonly type: 'ended'; readonly text: string }
  | { readonly type: 'failed'; readonly reason: string };

/** A training came to an end, or was stopped: this is its model. */
export interface TrainedReport {
  readonly type: 'trained';
  readonly bytes: Uint8Array;
  readonly sentence: string;
  readonly isConverged: boolean;
  readonly stopped: TrainingSummary['stopped'];
  readonly epochs: number;
  readonly simulations: number;
}
