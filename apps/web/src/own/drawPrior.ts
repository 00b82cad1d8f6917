import type { DistributionRecipe } from '@sbi/distributions';
import type { DrawnPrior, DrawOrder, DrawReport } from './priorProtocol.ts';
import { SimulatorError } from './simulatorError.ts';

/** Draws from a prior, in a worker of its own. @throws SimulatorError saying what is wrong with the prior */
export function drawPrior(
  prior: DistributionRecipe,
  count: number,
  seed: number,
  signal?: AbortSignal,
): Promise<DrawnPrior> {
  const worker = new Worker(new URL('./prior.worker.ts', import.meta.url), { type: 'module' });
  const drawn = new Promise<DrawnPrior>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<DrawReport>) => {
      if ('reason' in data) reject(new SimulatorError('failed', inWords(data.reason)));
      else resolve(data);
    };
    worker.onerror = ({ message }) =>
      reject(new SimulatorError('died', message || 'The prior could not be drawn.'));
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    signal?.throwIfAborted();
    worker.postMessage({ prior, count, seed } satisfies DrawOrder);
  });
  return drawn.finally(() => worker.terminate());
}

/** Without the names of our classes: "The prior of rate: low must be below high …". */
function inWords(reason: string): string {
  const [, name, rest] =
    /^distribution\.parts\.(.+) \(\w+\) cannot be built: (.+) \(\w+\)\.$/.exec(reason) ?? [];
  return name === undefined ? reason : `The prior of ${name}: ${rest}.`;
}
