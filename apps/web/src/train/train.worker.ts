import { availableBackends, type BackendName, useBackend } from '@sbi/backends';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { findBackend } from '@tensorflow/tfjs-core';
import { shareKernels } from '../live/kernels.ts';
import { holdLifeline } from '../shell/lifeline.ts';
import { figuresOf } from '../trust/figures.ts';
import type { Outside } from './origin.ts';
import {
  type BeginOrder,
  type CheckOrder,
  type PageBackend,
  pageBackends,
  type Tables,
  type TrainOrder,
  type TrainReport,
} from './protocol.ts';
import { STOPPED, type Task, Training } from './training.ts';

const paths = { wasmPaths: { 'tfjs-backend-wasm-simd.wasm': simd } };

let training: Training | undefined;
let work: Promise<void> = Promise.resolve();
let answer: ((tables: Tables | undefined) => void) | undefined;
let simulated: ((x: Float32Array | string) => void) | undefined;

self.onmessage = ({ data }: MessageEvent<TrainOrder>) => {
  try {
    const task = (obey[data.type] as (order: TrainOrder) => Task | undefined)(data);
    if (task) work = work.then(task).catch(fail); // one after the other
  } catch (error) {
    fail(error);
  }
};

/** What is done at once, and the task that is to follow what is under way. */
const obey: {
  readonly [T in TrainOrder['type']]: (order: Extract<TrainOrder, { type: T }>) => Task | undefined;
} = {
  start:
    ({ backend }) =>
    () =>
      start(backend),
  begin,
  check: begin,
  more: ({ count }) => training?.more(count),
  goOn: () => training?.goOn(),
  pause: () => {
    training?.pause();
    return undefined;
  },
  stop: () => {
    training?.stop();
    return undefined;
  },
  tables: ({ tables }) => {
    answer?.(tables);
    return undefined;
  },
  simulated: ({ x }) => {
    simulated?.(x);
    return undefined;
  },
  figures:
    ({ theme, width }) =>
    () =>
      draw(theme, width),
};

function begin(order: BeginOrder | CheckOrder): Task {
  return () => {
    training = new Training(order, outside, send);
    return training.begin();
  };
}

async function start(backend: string): Promise<void> {
  await holdLifeline();
  const able = await availableBackends(paths);
  for (const name of pageBackends.filter((each) => !able.includes(each))) {
    // What cannot start says why when it is asked to.
    await useBackend(name, paths).catch((error) => send({ type: 'obstacle', name, reason: wordsOf(error) }));
  }
  const started = await useBackend(backend as BackendName | 'auto', paths).catch(wordsOf);
  if (typeof started === 'string') return send({ type: 'refused', name: backend, reason: started });
  if (started.name === 'webgpu') watchDevice();
  else await shareKernels(1).catch(() => {}); // for speed alone
  send({ type: 'started', name: started.name as PageBackend });
}

/** A driver may take the graphics card away at any time. */
function watchDevice(): void {
  const { device } = findBackend('webgpu') as unknown as {
    readonly device: { lost: Promise<{ message: string }> };
  };
  device.lost.then(({ message }) => send({ type: 'lost', reason: message }));
}

/** The page's side, asked one thing at a time. */
const outside: Outside = {
  tables: (part, count) => {
    send({ type: 'wanted', part, count });
    return new Promise((resolve) => {
      answer = resolve;
    });
  },
  simulateAt: (theta, seed) => {
    send({ type: 'simulateAt', theta, seed });
    return new Promise((resolve, reject) => {
      simulated = (x) => (typeof x === 'string' ? reject(new Error(x)) : resolve(x));
    });
  },
};

async function draw(theme: 'light' | 'dark', width: number): Promise<void> {
  if (training?.verdict) send({ type: 'figures', figures: await figuresOf(training.verdict, theme, width) });
}

function fail(error: unknown): void {
  if (error === STOPPED) send({ type: 'ended', text: 'Stopped.' });
  else send({ type: 'failed', reason: wordsOf(error) });
}

const send = (report: TrainReport): void => {
  const transfer = 'bytes' in report ? [report.bytes.buffer] : [];
  postMessage(report, { transfer });
};
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
