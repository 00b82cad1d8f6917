import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from '../src/index.ts';

export const backends = ['cpu', 'wasm'] as const;
export type Backend = (typeof backends)[number];

const FAMILIES = ['SbiMaf', 'SbiCoupling', 'SbiMdn'];
const NAMES = [
  ...FAMILIES.flatMap((family) => [`${family}LogProb`, `${family}LogProbGrad`, `${family}Sample`]),
  'SbiNetwork',
  'SbiNetworkGrad',
  'SbiAdam',
  'SbiTruncatedNormal',
];

/** Starts a backend with the kernels registered. */
export async function begin(backend: Backend): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} did not start.`);
  await registerKernels();
  for (const name of NAMES) {
    if (!tf.getKernel(name, backend)) throw new Error(`There is no kernel ${name} on ${backend}.`);
  }
}

/** Runs a task on the definition, as where nobody registers kernels. */
export async function withoutKernels<T>(task: () => T | Promise<T>): Promise<T> {
  const backend = tf.getBackend();
  const kernels = NAMES.map((name) => tf.getKernel(name, backend));
  for (const name of NAMES) tf.unregisterKernel(name, backend);
  try {
    return await task();
  } finally {
    for (const kernel of kernels) tf.registerKernel(kernel);
  }
}

/** The kernels of ours that a task ran, in order. */
export async function kernelsIn(task: () => tf.TensorContainer): Promise<string[]> {
  const { kernels, result } = await tf.profile(() => tf.tidy(task) as tf.Tensor);
  tf.dispose(result);
  return kernels.map(({ name }) => name).filter((name) => NAMES.includes(name));
}
