import { matrixOf, Rng, type Simulations } from '@sbi/core';
import {
  BoxUniform,
  box,
  Distribution,
  Empirical,
  Gamma,
  Joint,
  type Prior,
  registerDistribution,
  restricted,
  type Support,
  Truncated,
} from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AmortizedPosterior, npe } from '../src/index.ts';
import { start } from './backends.ts';
import { quick } from './small.ts';

const below = (theta: Float32Array) => (theta[0] as number) < (theta[1] as number);
const catalogue = matrixOf(
  Float32Array.from(
    { length: 2000 },
    (() => {
      const rng = Rng.fromSeed(3);
      return (_: unknown, i: number) => (i % 2 === 0 ? rng.normal() : rng.gamma(2));
    })(),
  ),
  2,
  ['shift', 'rate'],
);

/** θ of the prior, x = θ + 0.3 ε. */
async function simulated(prior: Prior, count: number): Promise<Simulations> {
  const draws = prior.sample(count, Rng.fromSeed(1));
  const theta = matrixOf(Float32Array.from(await draws.data()), prior.dim, prior.names);
  draws.dispose();
  const rng = Rng.fromSeed(2);
  return {
    theta,
    x: matrixOf(
      theta.data.map((value) => value + 0.3 * rng.normal()),
      prior.dim,
    ),
  };
}

const priors: Readonly<Record<string, () => Prior>> = {
  Empirical: () => new Empirical(catalogue),
  'Empirical on a box': () => new Empirical(catalogue, box([-8, 0], [8, 20])),
  'Truncated by a predicate': () =>
    new Truncated(new BoxUniform([0, 0], [1, 1]), restricted(box([0, 0], [1, 1]), 'below', below)),
  'Joint with such parts': () =>
    new Joint({ old: new Empirical(catalogue), rate: new Truncated(new Gamma(2, 1), box([0.5], [3])) }),
};

describe('priors without a log-density, or cut to a region', () => {
  beforeAll(() => start('wasm'));

  it.each(Object.entries(priors))('%s: trained, drawn from, written and read', async (_, make) => {
    using prior = make();
    const simulations = await simulated(prior, 300);
    for (const support of ['constrain', 'reject'] as const) {
      using amortized = await npe(simulations, { ...quick, prior, support });
      const x = Array.from({ length: prior.dim }, (_, i) => simulations.x.data[i] as number);
      const draws = await amortized.given(x).sample(100, { seed: 1 });
      expect(draws.names).toEqual(prior.names ?? ['theta_1', 'theta_2']);
      expect(await amortized.given(x).logProb(draws)).not.toContain(Number.NEGATIVE_INFINITY);
      const bytes = await amortized.encode();
      using again = AmortizedPosterior.decode(bytes, { predicates: { below } });
      expect(await again.given(x).sample(100, { seed: 1 })).toEqual(draws);
      expect(again.prior.recipe).toEqual(prior.recipe);
    }
  });

  it('a predicate is asked for by its name', async () => {
    using prior = (priors['Truncated by a predicate'] as () => Prior)();
    using amortized = await npe(await simulated(prior, 100), { ...quick, prior, maxEpochs: 1 });
    const bytes = await amortized.encode();
    expect(() => AmortizedPosterior.decode(bytes, { source: 'cut.safetensors' })).toThrow(
      'cut.safetensors: distribution.support.name must name one of the predicates given (none), which no file can carry; received "below".',
    );
    using again = AmortizedPosterior.decode(bytes, { prior });
    expect(again.prior).toBe(prior);
  });
});

/** A family of one's own, uniform on [0, end]. */
class Ramp extends Distribution {
  readonly dim = 1;
  readonly batchShape = [];
  readonly support: Support;

  constructor(end: number) {
    super();
    this.support = box([0], [end]);
  }

  override get recipe() {
    return { kind: 'ramp', end: this.support.high[0] as number };
  }

  protected _sample(shape: readonly number[], rng: Rng): tf.Tensor {
    const count = shape.reduce((size, length) => size * length, 1);
    const end = this.support.high[0] as number;
    return tf.tensor(
      Float32Array.from({ length: count }, () => end * rng.uniform()),
      [...shape, 1],
    );
  }

  protected _logProb(theta: tf.Tensor): tf.Tensor {
    return tf.sub(tf.sum(tf.zerosLike(theta), -1), Math.log(this.support.high[0] as number));
  }
}

it('an own family travels in a model file once it is registered, and is named before', async () => {
  await start('wasm');
  using prior = new Joint({ a: new Ramp(2), b: new Gamma(2, 1) });
  using amortized = await npe(await simulated(prior, 100), { ...quick, prior, maxEpochs: 1 });
  const bytes = await amortized.encode();
  expect(() => AmortizedPosterior.decode(bytes)).toThrow(/parts\.a\.kind must be one of .*; received "ramp"/);
  registerDistribution('ramp', (fields) => new Ramp(fields.number('end')));
  using again = AmortizedPosterior.decode(bytes);
  expect(again.prior.recipe).toEqual(prior.recipe);
});
