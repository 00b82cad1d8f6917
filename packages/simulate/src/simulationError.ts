import { SbiError } from '@sbi/core';
import type { SimulationRun } from './simulationRun.ts';

/** A row that could not be simulated, or a run of which nothing is left. */
export class SimulationError extends SbiError {
  /** The row, counted from 0. */
  readonly index: number;
  /** The parameters of that row. */
  readonly theta: Float32Array;
  /** Everything simulated before the run stopped; undefined when no row was finished. */
  readonly partial: SimulationRun | undefined;

  constructor(
    message: string,
    details: { index: number; theta: Float32Array; partial: SimulationRun | undefined; cause?: unknown },
  ) {
    super('simulation', message, 'cause' in details ? { cause: details.cause } : undefined);
    this.index = details.index;
    this.theta = details.theta;
    this.partial = details.partial;
  }
}
