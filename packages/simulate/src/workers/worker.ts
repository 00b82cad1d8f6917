// The program of a worker. It imports nothing of tfjs, so that it starts fast.
import { Rng } from '@sbi/core/rng';
import { describe, describeThrown } from '../describe.ts';
import { type Fault, simulateRow } from '../simulateRow.ts';
import type { Simulator } from '../simulator.ts';
import { type Port, parentPort } from './nodeThreads.ts';
import type { Task } from './protocol.ts';

const port: Port = parentPort ?? (globalThis as unknown as Port);
let simulator: Simulator | undefined;
let streams: Rng;
let work: Promise<void> = Promise.resolve();

port.onmessage = ({ data }) => {
  work = work.then(() => handle(data));
};

async function handle(task: Task): Promise<void> {
  if ('module' in task) await load(task.module, task.origin);
  else await simulateRows(task.first, task.dim, task.theta);
}

async function load(module: string, origin: number): Promise<void> {
  streams = Rng.fromSeed(origin);
  try {
    const { default: loaded } = await import(/* @vite-ignore */ module);
    if (typeof loaded === 'function') {
      simulator = loaded;
      port.postMessage('loaded');
    } else {
      const problem = `The simulator's module must export a function as its default; received ${describe(loaded)}`;
      port.postMessage({ problem });
    }
  } catch (cause) {
    fail({ problem: `The simulator's module must load; received ${describeThrown(cause)}`, cause });
  }
}

async function simulateRows(first: number, dim: number, theta: Float32Array): Promise<void> {
  for (let start = 0; simulator && start < theta.length; start += dim) {
    const stream = streams.fork(first + start / dim);
    const x = await simulateRow(simulator, theta.slice(start, start + dim), stream);
    if ('problem' in x) {
      simulator = undefined;
      fail(x);
    } else port.postMessage(x, [x.buffer]);
  }
}

function fail(fault: Fault): void {
  try {
    port.postMessage(fault);
  } catch {
    // the cause cannot be cloned: its words must do
    port.postMessage({ problem: fault.problem, cause: new Error(describeThrown(fault.cause)) });
  }
}
