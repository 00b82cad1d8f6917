import type { Rng } from '@sbi/core';
import type { Breathe } from './target.ts';

/** How draws are asked for. */
export interface DrawOptions {
  readonly count: number;
  readonly rng: Rng;
  readonly breathe: Breathe;
  /** Called with the number of draws so far. */
  readonly progress: (done: number) => void;
  /** The method's name, for messages. */
  readonly where: string;
}
