import { type Job, type Seed, type Shape, ShapeError } from '@sbi/core';
import { describe } from './describe.ts';
import type { SimulationRun } from './simulationRun.ts';
import type { Simulator, SimulatorModule } from './simulator.ts';

/** Where a run stands; `rejected` of the `done` rows were not finite. */
export interface SimulationProgress {
  readonly done: number;
  readonly total: number;
  readonly rejected: number;
}

/** What `checkSimulator` may be told. */
export interface CheckOptions {
  /** 0 unless given. */
  readonly seed?: Seed;
  /** Milliseconds for one row; for a module only, since a function cannot be interrupted. */
  readonly timeout?: number;
  /** The shape of one x where it is not a vector, such as [time, channels]; its size is the length of what a simulator returns. */
  readonly xShape?: Shape;
  readonly signal?: AbortSignal;
}

/** How many rows to simulate, from which seed, where and how. */
export interface SimulateOptions extends CheckOptions, Job<SimulationProgress> {
  /** How many rows to simulate, from 1. */
  readonly count: number;
  readonly seed: Seed;
  /** Rows with a NaN or an infinity are dropped and counted ('drop', the default), or end the run ('throw'). */
  readonly onInvalid?: 'drop' | 'throw';
  /** Whether NaN stands for what is missing and stays ('keep'), as long as some of x is there; by default it is invalid ('refuse'). */
  readonly missing?: 'refuse' | 'keep';
  /** How many workers run a module, 1 unless given; the table is the same for any number. */
  readonly workers?: number;
  /** Called once when the run is aborted after some row: the rows so far, before the promise rejects with `signal.reason`. */
  readonly onAbort?: (partial: SimulationRun) => void;
}

const MAX_WORKERS = 256;
const MAX_TIMEOUT = 2e9; // timers count in 32 bits

/** @throws ShapeError naming the option that is wrong. */
export function checkOptions(options: SimulateOptions | undefined, where: string): void {
  if (typeof options !== 'object' || options === null) {
    throw new ShapeError('options', 'hold count and seed', describe(options), where);
  }
  expectInteger(options.count, 'count', Number.MAX_SAFE_INTEGER, where);
  if (options.workers !== undefined) expectInteger(options.workers, 'workers', MAX_WORKERS, where);
  const { onInvalid = 'drop', missing = 'refuse' } = options;
  if (onInvalid !== 'drop' && onInvalid !== 'throw') {
    throw new ShapeError('onInvalid', "be 'drop' or 'throw'", describe(onInvalid), where);
  }
  if (missing !== 'refuse' && missing !== 'keep') {
    throw new ShapeError('missing', "be 'refuse' or 'keep'", describe(missing), where);
  }
}

/** @throws ShapeError when the simulator is none, or cannot be run in the way asked for. */
export function checkRunnable(
  simulator: Simulator | SimulatorModule,
  { timeout, workers = 1, xShape }: CheckOptions & { readonly workers?: number },
  where: string,
): void {
  const isFunction = typeof simulator === 'function';
  if (!isFunction && !(simulator instanceof URL)) {
    const hint = typeof simulator === 'string' ? ' (make it a URL: new URL(path, import.meta.url))' : '';
    const received = `${describe(simulator)}${hint}`;
    throw new ShapeError('simulator', 'be a function, or the URL of a module', received, where);
  }
  if (isFunction && workers > 1) {
    throw new ShapeError(
      'simulator',
      `be the URL of a module to run on ${workers} workers`,
      'a function',
      where,
    );
  }
  if (timeout !== undefined && !(timeout > 0 && timeout <= MAX_TIMEOUT)) {
    throw new ShapeError('timeout', 'be milliseconds above 0, at most 2e9', describe(timeout), where);
  }
  if (isFunction && timeout !== undefined) {
    throw new ShapeError('simulator', 'be the URL of a module to run with a timeout', 'a function', where);
  }
  if (xShape !== undefined) checkShape(xShape, where);
}

function checkShape(xShape: Shape, where: string): void {
  const fits = Array.isArray(xShape) && xShape.length > 0;
  if (fits && xShape.every((length) => Number.isSafeInteger(length) && length > 0)) return;
  const received = Array.isArray(xShape) ? `[${xShape.join(', ')}]` : describe(xShape);
  throw new ShapeError('xShape', 'be a list of integers from 1', received, where);
}

function expectInteger(value: number, name: string, most: number, where: string): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? 'from 1' : `from 1 to ${most}`;
  throw new ShapeError(name, `be an integer ${range}`, describe(value), where);
}
