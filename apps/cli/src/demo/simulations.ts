import { type Matrix, matrixOf, type Seed, type Simulations, toCsv } from '@sbi/core';
import { formatCount } from '@sbi/plots';
import { type Problem, type SimulationRun, simulate } from '@sbi/simulate';
import type { Context } from '../context.ts';
import { formatDuration } from '../duration.ts';
import { Stage } from '../stage.ts';

/** Runs the simulator with a bar: in this thread, or as a module on so many workers. */
export async function simulateDemo(
  { prior, simulator, module, xShape }: Problem,
  options: { readonly simulations: number; readonly seed: Seed; readonly workers?: number },
  { screen, signal }: Pick<Context, 'screen' | 'signal'>,
): Promise<{ run: SimulationRun; seconds: number }> {
  const { simulations: count, seed, workers } = options;
  using stage = new Stage(screen, 'Simulating');
  const result = await simulate(prior, workers === undefined ? simulator : module, {
    count,
    seed,
    signal,
    ...(xShape ? { xShape } : {}),
    ...(workers === undefined ? {} : { workers }),
    onProgress: ({ done, total }) => stage.count(done, total),
  });
  const { seconds } = stage.pace;
  const where = workers === undefined ? '' : ` on ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
  stage.end(`Simulated ${formatCount(count)} rows in ${formatDuration(seconds)}${where}.`);
  for (const warning of result.warnings) screen.warn(warning);
  const x = matrixOf(result.x.data, result.x.columns, names('x', result.x.columns));
  return { run: { ...result, x }, seconds };
}

/** θ and x side by side, with named columns. */
export function simulationsCsv({ theta, x }: Simulations): string {
  const columns = theta.columns + x.columns;
  const data = new Float32Array(theta.rows * columns);
  for (let i = 0; i < theta.rows; i++) {
    data.set(row(theta, i), i * columns);
    data.set(row(x, i), i * columns + theta.columns);
  }
  const named = (table: Matrix, stem: string) => table.names ?? names(stem, table.columns);
  return toCsv(matrixOf(data, columns, [...named(theta, 'theta'), ...named(x, 'x')]));
}

function row({ data, columns }: Matrix, i: number): Float32Array {
  return data.subarray(i * columns, (i + 1) * columns);
}

function names(stem: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${stem}_${i + 1}`);
}
