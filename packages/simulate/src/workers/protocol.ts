import type { Fault } from '../simulateRow.ts';

/** What a worker is told: first which simulator, then stretches of rows. */
export type Task =
  | { readonly module: string; readonly origin: number }
  | { readonly first: number; readonly dim: number; readonly theta: Float32Array };

/** What it answers: that it is ready, then each row's numbers in order, or what went wrong. */
export type Report = 'loaded' | Float32Array | Fault;
