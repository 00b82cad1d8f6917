import { type Matrix, type Rng, rowOf } from '@sbi/core';
import { CallingThread } from './callingThread.ts';
import { describeVector } from './describe.ts';
import type { SimulateOptions } from './options.ts';
import { progressReporter } from './progress.ts';
import { type Receive, RowFailure, type Rows } from './rows.ts';
import { SimulationError } from './simulationError.ts';
import type { Simulator, SimulatorModule } from './simulator.ts';
import { Table } from './table.ts';
import { Pool } from './workers/pool.ts';

/** What of the options matters once θ is drawn. */
export type RowOptions = Omit<SimulateOptions, 'count' | 'seed'>;

/** Simulates every row of θ, the first one alone. @throws SimulationError, or `signal.reason`, with the workers ended. */
export async function simulateRows(
  theta: Matrix,
  simulator: Simulator | SimulatorModule,
  rng: Rng,
  options: RowOptions,
  where: string,
): Promise<Table> {
  const { signal, xShape, onInvalid = 'drop', missing = 'refuse' } = options;
  const table = new Table({ theta, xShape, onInvalid, missing });
  const rows = rowsOf(theta, simulator, rng, options);
  const report = progressReporter(theta.rows, options.onProgress);
  let open = true;
  const receive: Receive = (index, x) => {
    if (!open) return;
    table.add(index, x);
    report(table.done, table.rejected);
  };
  try {
    await untilAborted(firstAlone(rows, theta.rows, receive), signal);
    return table;
  } catch (error) {
    open = false;
    if (error instanceof RowFailure) throw failureOf(error, theta, table, where);
    const partial = signal?.aborted && error === signal.reason ? table.run() : undefined;
    if (partial) options.onAbort?.(partial);
    throw error;
  } finally {
    await rows.stop();
  }
}

/** The message of a `SimulationError`: what must hold; what was received; where. */
export function placed(problem: string, index: number, theta: Float32Array, where: string): string {
  return `${problem} (${where}, row ${index}, theta ${describeVector(theta)}).`;
}

async function firstAlone(rows: Rows, count: number, receive: Receive): Promise<void> {
  await rows.run(0, 1, receive);
  await rows.run(1, count, receive);
}

function rowsOf(
  theta: Matrix,
  simulator: Simulator | SimulatorModule,
  rng: Rng,
  { signal, workers = 1, timeout }: RowOptions,
): Rows {
  // An integer names the rows' streams, since a stream itself cannot travel to a worker.
  const origin = rng.uniform() * 2 ** 53;
  if (typeof simulator === 'function') return new CallingThread(simulator, theta, origin, signal);
  return new Pool({ module: simulator, theta, origin, timeout }, workers);
}

function failureOf(failure: RowFailure, theta: Matrix, table: Table, where: string): SimulationError {
  const { index } = failure;
  const row = rowOf(theta, index).slice();
  const details = { index, theta: row, partial: table.run() };
  const cause = 'cause' in failure ? { cause: failure.cause } : {};
  return new SimulationError(placed(failure.message, index, row, where), { ...details, ...cause });
}

/** Settles with the work, or rejects with the signal's reason as soon as it is aborted. */
function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}
