import type { SimulationProgress } from './options.ts';
import type { Rejected } from './simulationRun.ts';

/** Milliseconds between two reports, at least: 20 a second. */
const PERIOD = 50;

/** Passes progress on, not too often, and the end always. */
export function progressReporter(
  total: number,
  onProgress: ((progress: SimulationProgress) => void) | undefined,
): (done: number, rejected: Rejected) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (done, { nan, infinite }) => {
    if (!onProgress) return;
    const now = performance.now();
    if (done < total && now - last < PERIOD) return;
    last = now;
    onProgress({ done, total, rejected: nan + infinite });
  };
}
