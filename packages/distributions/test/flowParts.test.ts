import { readFileSync } from 'node:fs';
import { expectClose, readAll } from '@sbi/core/testing';
import { bijectorFrom, RationalQuadraticSpline } from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends, tolerance } from './tolerance.ts';

interface Case {
  readonly recipe: unknown;
  readonly points: number[][];
  readonly forward: number[][];
  readonly forwardLogDet: number[];
  readonly inverse: number[][];
  readonly inverseLogDet: number[];
}

const url = new URL('fixtures/flowParts.json', import.meta.url);
const cases: Readonly<Record<string, Case>> = JSON.parse(readFileSync(url, 'utf8'));

/** Logits and slopes as wild as a network that diverges gives them; two coordinates. */
const wild: Readonly<Record<string, (i: number) => number>> = {
  'one bin takes all': (i) => (i === 3 ? 1e4 : -1e4),
  'slopes of 10¹²': (i) => (i < 16 ? 0 : 1e12),
  'slopes at their floor': (i) => (i < 16 ? 0 : -1e12),
  'slopes far apart': (i) => (i < 16 ? 5 * Math.sin(i) : 1e6 * (-1) ** i),
  'narrow and steep, wide and flat': (i) => (i % 8 === 2 ? (i < 8 ? -50 : 50) : 0),
};

describe.each(backends)('on %s', (backend) => {
  beforeAll(async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`backend ${backend} does not start`);
  });

  it.each(Object.entries(cases))('values of nflows: %s', async (name, expected) => {
    using f = bijectorFrom(expected.recipe);
    const [forward, forwardLogDet, inverse, inverseLogDet] = (await readAll(() => {
      const points = tf.tensor2d(expected.points);
      return [...f.forwardAndLogDet(points), ...f.inverseAndLogDet(points)];
    })) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const near = tolerance[backend];
    expectClose(forward, expected.forward.flat(), near, `${name}, forward`);
    expectClose(forwardLogDet, expected.forwardLogDet, near, `${name}, its log-determinant`);
    expectClose(inverse, expected.inverse.flat(), near, `${name}, inverse`);
    expectClose(inverseLogDet, expected.inverseLogDet, near, `${name}, its log-determinant`);
  });

  it.each(Object.entries(wild))(
    'a spline stays finite, monotone and in its box: %s',
    async (_, parameter) => {
      const parameters = [0, 1].map(() => Array.from({ length: 23 }, (_, i) => parameter(i)));
      const bound = 3;
      // a grid that holds the knots of even bins and both ends
      const column = Array.from({ length: 241 }, (_, k) => -bound + (k * bound) / 120);
      const table = () =>
        tf.tensor2d(
          column.flatMap((value) => [value, value]),
          [column.length, 2],
        );
      for (const method of ['forwardAndLogDet', 'inverseAndLogDet'] as const) {
        const [value, logDet, toPoints, toParameters] = (await readAll(() => {
          using f = new RationalQuadraticSpline(parameters, bound);
          const loss = (points: tf.Tensor, given: tf.Tensor) => {
            const [value, logDet] = new RationalQuadraticSpline(given, bound)[method](points);
            return tf.add(tf.sum(value), tf.sum(logDet));
          };
          const gradients = tf.grads(loss)([table(), tf.tensor2d(parameters)]);
          return [...f[method](table()), ...gradients];
        })) as [Float32Array, Float32Array, Float32Array, Float32Array];
        for (const tensor of [value, logDet, toPoints, toParameters]) {
          expect(tensor.findIndex((entry) => !Number.isFinite(entry))).toBe(-1);
        }
        const first = value.filter((_, i) => i % 2 === 0);
        const step = 2 ** -21; // the float32 step at the bound, twice
        expect(first[0]).toBe(-bound);
        expect(Math.abs((first.at(-1) as number) - bound)).toBeLessThanOrEqual(step);
        for (let k = 1; k < first.length; k++) {
          expect((first[k] as number) - (first[k - 1] as number)).toBeGreaterThanOrEqual(-step);
        }
      }
    },
  );
});
