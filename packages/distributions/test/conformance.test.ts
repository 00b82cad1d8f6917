import { bijectorChecks, distributionChecks } from '@sbi/distributions/testing';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { bijectors } from './bijectorTable.ts';
import { distributions, predicates, withoutDensity } from './table.ts';
import { backends, tolerance } from './tolerance.ts';

describe.each(backends)('on %s', (backend) => {
  beforeAll(async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`backend ${backend} does not start`);
  });

  describe.each(Object.entries(distributions))('%s', (_, make) => {
    // draws hardly depend on the backend: the second one need not repeat what two seeds said
    const options = { tolerance: tolerance[backend], predicates, seeds: backend === 'cpu' ? [1, 2] : [1] };
    for (const { name, run } of distributionChecks(make, options)) it(name, run);
  });

  describe.each(Object.entries(withoutDensity))('%s', (_, make) => {
    for (const { name, run } of distributionChecks(make, { density: false, predicates })) it(name, run);
  });

  describe.each(Object.entries(bijectors))('%s', (_, { make, point, extremes }) => {
    const options = { tolerance: tolerance[backend], extremes };
    for (const { name, run } of bijectorChecks(make, point, options)) it(name, run);
  });
});
