import { conditionalChecks } from '@sbi/flows/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { make, toys } from './table.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

/** How far float32 may be off, in units of max(1, |expected|). */
const TOLERANCE = 1e-4;

/** Statistics cost most of the time, and the same maths runs on both: two streams on one, one on the other. */
const backends = [
  ['cpu', [1]],
  ['wasm', [1, 2]],
] as const;

describe.each(backends)('on %s', (backend, seeds) => {
  beforeAll(async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`backend ${backend} does not start`);
  });

  describe.each(Object.entries(toys))('%s', (_, toy) => {
    for (const { name, run } of conditionalChecks(() => make(toy), { tolerance: TOLERANCE, seeds }))
      it(name, run);
  });
});
