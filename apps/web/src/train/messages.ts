/** The backends that a page can start, as they are offered. */
export const pageBackends = ['webgpu', 'wasm', 'cpu'] as const;

export interface Settings {
  /** As the address asks for it: perhaps no backend at all. */
  readonly backend: string;
  readonly simulations: number;
  readonly draws: number;
  readonly seed: number;
  /** Infinite: until training converges. */
  readonly maxEpochs: number;
  /** In pixels, as those of the loss plot. */
  readonly figureWidth: number;
  readonly lossWidth: number;
}

/** What the page tells the engine. */
export type Order =
  | { readonly type: 'start'; readonly settings: Settings }
  | { readonly type: 'run' | 'stop' };

export type Stage = 'simulate' | 'train' | 'sample';

/** What is known about the θ behind one observation; a row of the table is name, truth, mean ± sd, 95 % interval. */
export interface Picture {
  readonly type: 'picture';
  readonly kind: 'prior' | 'posterior';
  readonly observation: number;
  readonly x: string;
  readonly svg: string;
  readonly table: readonly (readonly string[])[];
}

/** What the engine tells the page. */
export type Report =
  | { readonly type: 'obstacle'; readonly name: string; readonly reason: string }
  | { readonly type: 'refused'; readonly name: string; readonly reason: string }
  | { readonly type: 'started'; readonly name: string }
  | { readonly type: 'progress'; readonly stage: Stage; readonly fraction: number; readonly text: string }
  | { readonly type: 'loss'; readonly svg: string }
  | { readonly type: 'trained'; readonly sentence: string; readonly isConverged: boolean }
  | { readonly type: 'warnings'; readonly texts: readonly string[] }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'ended'; readonly text: string }
  | Picture;
