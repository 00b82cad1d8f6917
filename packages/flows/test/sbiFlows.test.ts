import { toMatrix } from '@sbi/core';
import { type FlowRecipe, mdn, nsf } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { flowOf, noise, numbers, readFixture, type SbiFlow, tensor, worst } from './sbiFixture.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

/** Numbers of Python sbi's own nsf and mdn, evaluated in float64; `fixtures/sbiFlows.py` makes them. */
interface Fixture {
  readonly settings: Readonly<Record<string, number>>;
  readonly cases: readonly (SbiFlow & { readonly weights: string })[];
}

const precondition = 'standardize';
const recipes: Readonly<Record<string, (settings: Fixture['settings']) => FlowRecipe>> = {
  Nsf: ({ hidden_features: hidden = 0, num_transforms: transforms = 0 }) =>
    nsf({ hidden, transforms, start: 'random', precondition }),
  Mdn: ({ hidden_features: hidden = 0, num_components: components = 0 }) =>
    mdn({ hidden, components, epsilon: 1e-4, precondition }),
};

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  describe.each(Object.keys(recipes))('the %s of Python sbi', (kind) => {
    const { settings, cases } = readFixture<Fixture>(`sbi${kind}`);
    const recipe = recipes[kind]?.(settings) as FlowRecipe;
    const named = cases.map(
      (fixture) => [`θ ${fixture.thetaDim}, x ${fixture.xDim}, ${fixture.weights}`, fixture] as const,
    );

    describe.each(named)('%s', (_, fixture) => {
      it('has as many parameters', () => {
        using flow = flowOf(fixture, recipe);
        expect(flow.parameters.size).toBe(fixture.parameterCount);
      });

      it('gives the same log-densities', async () => {
        using flow = flowOf(fixture, recipe);
        const { theta, x, logProb } = fixture.points;
        const given = tf.tidy(() => flow.given(tensor(x)).logProb(tensor(theta)));
        const { error, at } = worst(await given.data(), numbers(logProb));
        expect(error, at).toBeLessThanOrEqual(5e-5);
        given.dispose();
      });

      it('carries the same noise to the same parameters', async () => {
        using flow = flowOf(fixture, recipe);
        const { z, x, theta } = fixture.inverse;
        const drawn = await toMatrix(tf.tidy(() => flow.given(tensor(x)).sample([], noise(numbers(z)))));
        const { error, at } = worst(drawn.data, numbers(theta));
        expect(error, at).toBeLessThanOrEqual(1e-4);
      });
    });
  });
});
