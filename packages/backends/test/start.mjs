// Run by plain Node on the built package: starts the backends named in its argument, one after the other, computes on
// each, and writes what came of it as one line of JSON.
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { availableBackends, useBackend } from '@sbi/backends';
import * as tf from '@tensorflow/tfjs-core';

const { starts, inWorker } = JSON.parse(process.argv[2]);
const fill = (rows, columns) =>
  tf.tensor2d(
    Float32Array.from({ length: rows * columns }, (_, i) => ((i * 7) % 11) / 11 - 0.5),
    [rows, columns],
  );

/** Value and gradient of Σ tanh(x·w) in w, large enough that webgpu does not hand it to the cpu. */
async function compute() {
  const before = tf.memory().numTensors;
  const x = fill(96, 40);
  const w = fill(40, 32);
  const { value, grad } = tf.valueAndGrad((w) => tf.sum(tf.tanh(tf.matMul(x, w))))(w);
  const result = [await value.data(), await grad.data()].map((data) => Array.from(data));
  tf.dispose([x, w, value, grad]);
  return { result, leaked: tf.memory().numTensors - before };
}

async function attempt({ backend, options, keep }) {
  try {
    const started = await useBackend(backend, options);
    if (keep) tf.keep(fill(2, 2));
    return { ...started, id: tf.getBackend(), ...(await compute()) };
  } catch (error) {
    return { error: error.name, tried: error.tried, message: error.message };
  }
}

async function report() {
  const available = await availableBackends();
  const outcomes = [];
  for (const start of starts) outcomes.push(await attempt(start));
  return { available, outcomes };
}

const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
if (!isMainThread) parentPort.postMessage(await report());
else if (inWorker) {
  new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) }).on('message', print);
} else print(await report());
