import { env } from '@tensorflow/tfjs-core';

/** Runs a task while TensorFlow.js says nothing on the console: a library's words are its errors and results. */
export async function quietly<T>(task: () => Promise<T>): Promise<T> {
  const before = env().getBool('PROD');
  env().set('PROD', true);
  try {
    return await task();
  } finally {
    env().set('PROD', before);
  }
}
