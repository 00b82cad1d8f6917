import { toMatrix } from '@sbi/core';
import { maf } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { flowOf, noise, numbers, readFixture, type SbiFlow, tensor, worst } from './sbiFixture.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

/** Numbers of Python sbi's own MAF, evaluated in float64; `fixtures/sbiMaf.py` makes them. */
interface Fixture extends SbiFlow {
  readonly orders: readonly (readonly number[])[];
}

const RECIPE = maf({ order: 'random', start: 'random', precondition: 'standardize' });

describe.each(['cpu', 'wasm'])('the MAF of Python sbi on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  describe.each(['1x1', '2x2', '3x3', '5x10'].flatMap((dims) => [`${dims}Random`, `${dims}Trained`]))(
    '%s',
    (name) => {
      const fixture = readFixture<Fixture>(`sbiMaf${name}`);
      const build = () => flowOf(fixture, RECIPE, { orders: fixture.orders });

      it('has as many parameters', () => {
        using flow = build();
        expect(flow.parameters.size).toBe(fixture.parameterCount);
      });

      it('gives the same log-densities', async () => {
        using flow = build();
        const { theta, x, logProb } = fixture.points;
        const given = tf.tidy(() => flow.given(tensor(x)).logProb(tensor(theta)));
        const { error, at } = worst(await given.data(), numbers(logProb));
        expect(error, at).toBeLessThanOrEqual(5e-5);
        given.dispose();
      });

      it('carries the same noise to the same parameters', async () => {
        using flow = build();
        const { z, x, theta } = fixture.inverse;
        const drawn = await toMatrix(tf.tidy(() => flow.given(tensor(x)).sample([], noise(numbers(z)))));
        const { error, at } = worst(drawn.data, numbers(theta));
        expect(error, at).toBeLessThanOrEqual(1e-4);
      });
    },
  );
});
