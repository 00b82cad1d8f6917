// Draws θ off the main thread: the families are tensors below, and a million rows take a while.
import { useBackend } from '@sbi/backends';
import { drawRows } from './priorDraws.ts';
import type { DrawOrder, DrawReport } from './priorProtocol.ts';

self.onmessage = async ({ data }: MessageEvent<DrawOrder>) => {
  try {
    await useBackend('cpu');
    const drawn = await drawRows(data);
    postMessage(drawn satisfies DrawReport, { transfer: [drawn.theta.buffer] });
  } catch (error) {
    postMessage({ reason: error instanceof Error ? error.message : String(error) } satisfies DrawReport);
  }
};
