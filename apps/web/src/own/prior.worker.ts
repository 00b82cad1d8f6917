// Draws θ off the main thread: the families are tensors below, and a million rows take a while.
import { useBackend } from '@sbi/backends';
import { Rng, toMatrix } from '@sbi/core';
import { distributionFrom } from '@sbi/distributions';
import type { DrawOrder, DrawReport } from './priorProtocol.ts';

self.onmessage = async ({ data }: MessageEvent<DrawOrder>) => {
  try {
    const report = await draw(data);
    postMessage(report satisfies DrawReport, { transfer: [report.theta.buffer] });
  } catch (error) {
    postMessage({ reason: error instanceof Error ? error.message : String(error) } satisfies DrawReport);
  }
};

/** The streams are those of `simulate`, so that the same function gives the same table there. */
async function draw({ prior: recipe, count, seed }: DrawOrder) {
  await useBackend('cpu');
  const rng = Rng.fromSeed(seed);
  using prior = distributionFrom(recipe);
  const { data, names = [] } = await toMatrix(prior.sample([count], rng.fork('prior')), prior.names);
  return {
    theta: data as Float32Array<ArrayBuffer>,
    names,
    origin: rng.fork('simulate').uniform() * 2 ** 53,
  };
}
