import { readFileSync } from 'node:fs';
import { expectClose } from '@sbi/core/testing';
import { bijectorFrom, distributionFrom } from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { backends, tolerance } from './tolerance.ts';

interface Golden {
  readonly distributions: Readonly<
    Record<string, { recipe: unknown; theta: number[][]; logProb: (number | null)[] }>
  >;
  readonly bijectors: Readonly<
    Record<
      string,
      { recipe: unknown; z: number[][]; theta: number[][]; logDet: number[]; back: (number | null)[] }
    >
  >;
}

const golden: Golden = JSON.parse(readFileSync(new URL('fixtures/golden.json', import.meta.url), 'utf8'));

async function read(tensor: tf.Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data());
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`backend ${backend} does not start`);
  });

  it.each(Object.entries(golden.distributions))('log-densities of SciPy: %s', async (name, entry) => {
    using p = distributionFrom(entry.recipe);
    const expected = entry.logProb.map((value) => value ?? Number.NEGATIVE_INFINITY);
    expectClose(await read(p.logProb(tf.tensor2d(entry.theta))), expected, tolerance[backend], name);
  });

  it.each(Object.entries(golden.bijectors))('values of NumPy: %s', async (name, entry) => {
    using f = bijectorFrom(entry.recipe);
    const [theta, logDet] = f.forwardAndLogDet(tf.tensor2d(entry.z));
    const expected = entry.theta.flat();
    const ratios = (await read(theta)).map((value, i) =>
      expected[i] === 0 ? value + 1 : value / (expected[i] as number),
    );
    expectClose(
      ratios,
      ratios.map(() => 1),
      tolerance[backend],
      `${name}, relative`,
    );
    expectClose(await read(logDet), entry.logDet, tolerance[backend], `${name}, log-determinant`);
    // null: float32 puts θ on an end of the support, where z is infinite
    const back = await read(f.inverse(tf.tensor2d(entry.theta)));
    const known = entry.back.flatMap((value, i) => (value === null ? [] : [i]));
    expectClose(
      known.map((i) => back[i] as number),
      known.map((i) => entry.back[i] as number),
      tolerance[backend],
      `${name}, inverse`,
    );
  });
});
