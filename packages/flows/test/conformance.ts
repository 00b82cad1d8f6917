import { conditionalChecks } from '@sbi/flows/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { make, toys } from './table.ts';

/** How far float32 may be off, in units of max(1, |expected|). */
const TOLERANCE = 1e-4;

/** Asks every question of every flow of the table; a file a backend, so that they run side by side. */
export function conformance(backend: string, seeds: readonly number[]): void {
  describe(`on ${backend}`, () => {
    beforeAll(async () => {
      if (!(await tf.setBackend(backend))) throw new Error(`backend ${backend} does not start`);
    });

    describe.each(Object.entries(toys))('%s', (_, toy) => {
      const checks = conditionalChecks(() => make(toy), {
        tolerance: TOLERANCE,
        seeds,
        reach: toy.reach ?? 1,
        smooth: toy.smooth ?? 1,
      });
      for (const { name, run } of checks) it(name, run);
    });
  });
}
