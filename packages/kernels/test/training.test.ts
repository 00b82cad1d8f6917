import { Rng } from '@sbi/core';
import { coupling, type FlowRecipe, maf, mdn, mlp, type NetworkRecipe, nsf } from '@sbi/flows';
import { Trainer } from '@sbi/npe';
import { gaussian, simulate } from '@sbi/simulate';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AdamKernel } from '../src/adamKernel.ts';
import { startWorkspace } from '../src/workspace.ts';
import { backends, begin, withoutKernels } from './toggle.ts';

const settings = { hidden: 20, transforms: 2, start: 'random', precondition: 'standardize' } as const;
interface Case {
  readonly flow: FlowRecipe;
  readonly embedding?: NetworkRecipe;
}
const cases: readonly (readonly [name: string, one: Case])[] = [
  ['maf', { flow: maf(settings) }],
  ['coupling', { flow: coupling(settings) }],
  ['nsf', { flow: nsf(settings) }],
  ['mdn', { flow: mdn({ hidden: 20, components: 4, precondition: 'standardize' }) }],
  ['maf behind an mlp', { flow: maf(settings), embedding: mlp({ hidden: 20, outputs: 4 }) }],
];

/** Losses and final weights of a short training of the tutorial. */
async function train({ flow, embedding }: Case) {
  const { prior, simulator } = gaussian();
  const simulations = await simulate(prior, simulator, { count: 600, seed: 1 });
  const trainer = new Trainer(simulations, {
    prior,
    seed: 2,
    flow,
    ...(embedding && { embedding }),
    batchSize: 100,
    maxEpochs: 8,
  });
  for await (const _ of trainer);
  const { trainLoss, validationLoss } = trainer.summary;
  trainer.dispose();
  const { parameters } = trainer.best.estimator;
  const weights = await parameters.read();
  trainer.best.dispose();
  return { trainLoss, validationLoss, weights };
}

describe.each(backends)('training on %s', (backend) => {
  beforeAll(() => begin(backend));

  it.each(cases)('%s follows the definition', async (_, one) => {
    const before = tf.memory().numTensors;
    const fused = await train(one);
    expect(tf.memory().numTensors).toBe(before);
    const plain = await withoutKernels(() => train(one));
    expect(fused.validationLoss).toHaveLength(8);
    for (const which of ['trainLoss', 'validationLoss'] as const) {
      fused[which].forEach((loss, i) => {
        expect(Math.abs(loss - (plain[which][i] as number))).toBeLessThan(1e-3);
      });
    }
    expect(fused.validationLoss.at(-1)).toBeLessThan((fused.validationLoss[0] as number) - 0.1);
  });

  it.each(cases)('%s gives the same bits again', async (_, one) => {
    const first = await train(one);
    expect(await train(one)).toEqual(first);
  });
});

describe('Adam', () => {
  /** Kingma & Ba 2015, algorithm 1, with clipping and averaging, in float64. */
  function byHand(vectors: readonly Float32Array[], step: Parameters<AdamKernel['step']>[1]): number[][] {
    const [w, a, m, v, gradient] = vectors.map((vector) => Array.from(vector)) as [
      number[],
      number[],
      number[],
      number[],
      number[],
    ];
    const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
    const { beta1, beta2, rate, epsilon, clipNorm, decay } = step;
    gradient.forEach((raw, i) => {
      const g = clipNorm === Infinity ? raw : raw * Math.min(1, clipNorm / (norm + 1e-6));
      m[i] = beta1 * (m[i] as number) + (1 - beta1) * g;
      v[i] = beta2 * (v[i] as number) + (1 - beta2) * g * g;
      w[i] = (w[i] as number) - (rate * (m[i] as number)) / (Math.sqrt(v[i] as number) + epsilon);
      a[i] = decay * (a[i] as number) + (1 - decay) * (w[i] as number);
    });
    return [w, a, m, v];
  }

  const step = { beta1: 0.9, beta2: 0.999, rate: 0.01, epsilon: 1e-8, clipNorm: Infinity, decay: 0.9 };

  it.each([1, 7, 8, 1001])('is the algorithm for %i weights, with and without clipping', async (count) => {
    const adam = new AdamKernel(await startWorkspace());
    for (const clipNorm of [Infinity, 5, 0.1, 1e6]) {
      const rng = Rng.fromSeed(count);
      const vector = () => Float32Array.from({ length: count }, () => rng.normal());
      const vectors = [vector(), vector(), vector(), vector().map(Math.abs), vector()] as const;
      const next = adam.step(vectors, { ...step, clipNorm });
      byHand(vectors, { ...step, clipNorm }).forEach((wanted, i) => {
        wanted.forEach((value, k) => {
          expect(Math.abs((next[i]?.[k] as number) - value)).toBeLessThan(
            1e-6 * Math.max(1, Math.abs(value)),
          );
        });
      });
    }
  });

  it('lets go of an average that does not decay, and keeps the numbers that are none', async () => {
    const adam = new AdamKernel(await startWorkspace());
    const one = Float32Array.of(1, 2);
    const [weights, average] = adam.step([one, one, one, one, Float32Array.of(NaN, 1)], {
      ...step,
      decay: 0,
    });
    expect(average).toEqual(weights);
    expect(weights?.[0]).toBeNaN();
  });

  it('refuses vectors of several lengths', async () => {
    const adam = new AdamKernel(await startWorkspace());
    const [one, two] = [new Float32Array(1), new Float32Array(2)];
    expect(() => adam.step([one, one, one, one, two], step)).toThrow(
      'gradient must have shape [1]; received [2] (SbiAdam).',
    );
  });
});
