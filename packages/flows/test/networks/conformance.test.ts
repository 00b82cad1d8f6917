import { networkChecks } from '@sbi/flows/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { networks } from './table.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`backend ${backend} does not start`);
  });

  describe.each(Object.entries(networks))('%s', (_, [recipe, xShape]) => {
    for (const { name, run } of networkChecks(recipe, xShape)) it(name, run);
  });
});
