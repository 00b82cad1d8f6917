import type { BackendName } from '@sbi/backends';
import { registerKernels } from '@sbi/kernels';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { transfersOf } from '../pair/binned.ts';
import { holdLifeline } from '../shell/lifeline.ts';
import { shareKernels } from './kernels.ts';
import { LiveModel } from './liveModel.ts';
import type { LiveOrder, LiveReport } from './protocol.ts';

// tfjs's plain backend is there at once, and with fused kernels it draws as fast as wasm does.
const ready = Promise.all([holdLifeline(), setBackend('cpu').then(() => registerKernels())]);
let model: LiveModel | undefined;
let threads = 1;
let isSharing = false;
let previous: Promise<unknown> = ready;

self.onmessage = ({ data }: MessageEvent<LiveOrder>) => {
  previous = previous
    .then(() => carryOut(data))
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      send({ type: 'failed', order: data.type, id: 'id' in data ? data.id : undefined, reason });
    });
};

async function carryOut(order: LiveOrder): Promise<void> {
  if (order.type === 'start') return start(order.backend);
  if (order.type === 'open') {
    const next = new LiveModel(order.bytes, order.source);
    model?.dispose();
    model = next;
    return send(await model.opened(order.id));
  }
  if (!model) throw new Error('A model must be open before it draws.');
  if (order.type === 'draw') {
    const drawn = await model.draw(order);
    send({ ...drawn, threads }, [drawn.draws.buffer, ...transfersOf(drawn.panels)]);
    if (drawn.backend !== 'webgpu') share(); // the graphics card has no kernels
    return;
  }
  if (order.type === 'simulate') return send(await model.simulate(order));
  const predicted = await model.predict(order);
  send(predicted, [predicted.x.buffer]);
}

/** Other threads start when the first picture stands, and help when they are there; the bits are the same with them. */
function share(): void {
  if (isSharing) return;
  isSharing = true;
  shareKernels().then(
    (running) => {
      threads = running.threads;
    },
    () => {}, // one thread serves
  );
}

/** Another backend was asked for: it draws from the start. */
async function start(backend: string): Promise<void> {
  const { startBackend } = await import('./liveBackend.ts');
  await startBackend(backend as BackendName);
}

function send(report: LiveReport, transfer: Transferable[] = []): void {
  postMessage(report, { transfer });
}
