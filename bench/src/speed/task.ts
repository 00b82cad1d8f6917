import type { AmortizedPosterior } from '@sbi/npe';

/** Work that is ready to be timed. */
export interface Task {
  /** How many weights are trained. */
  readonly weights?: number;
  /** Does it about so many times; returns how many it was. */
  run(units: number): Promise<number>;
  /** What the last run, or the preparation, left. @throws Error where there is none */
  posterior(): AmortizedPosterior;
  dispose(): void;
}
