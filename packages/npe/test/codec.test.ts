import { BoxUniform, DiagNormal, Joint, LogNormal, type Prior } from '@sbi/distributions';
import { readSafetensors } from '@sbi/flows';
import { beforeAll, describe, expect, it } from 'vitest';
import { AmortizedPosterior, type NpeOptions, npe, Trainer } from '../src/index.ts';
import { backends, start } from './backends.ts';
import { Cut } from './cut.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { quick, SMALL, smallSimulations } from './small.ts';

const simulations = smallSimulations(200, 1);

expectNoLeaks();

const equal = (a: Uint8Array, b: Uint8Array) => expect(Buffer.from(a).equals(Buffer.from(b))).toBe(true);

/** What a user sees of a posterior. */
async function look(amortized: AmortizedPosterior) {
  const answers = [];
  for (const x of [
    [1, 1],
    [2.9, 2.5],
  ]) {
    const posterior = amortized.given(x);
    const draws = await posterior.sample(100, { seed: 3 });
    answers.push({ draws, logProb: await posterior.logProb(draws) });
  }
  const { names, xNames, support, training } = amortized;
  const { warnings } = amortized.given([50, 1]);
  expect(warnings).toHaveLength(1);
  return { answers, warnings, names, xNames, support, training, prior: amortized.prior.recipe };
}

async function roundTrip(options: Partial<NpeOptions>, table: typeof simulations = simulations) {
  const amortized = await npe(table, { ...quick, maxEpochs: 2, ...options });
  const bytes = await amortized.encode();
  const seen = await look(amortized);
  amortized.dispose();
  const again = AmortizedPosterior.decode(bytes);
  expect(await look(again)).toEqual(seen);
  equal(await again.encode(), bytes);
  again.dispose();
  return bytes;
}

describe.each(backends)('a model file on %s', (backend) => {
  beforeAll(() => start(backend));

  it.each(['constrain', 'reject'] as const)(
    'gives back the same posterior, and the same bytes (%s)',
    async (support) => {
      await roundTrip({ support });
    },
  );

  it('is the same for the same training', async () => {
    equal(await roundTrip({}), await roundTrip({}));
  });
});

describe('a model file', () => {
  beforeAll(() => start('wasm'));

  it('carries the preset and every limit that was set', async () => {
    const limits = {
      maxEpochs: 2,
      maxSteps: 3,
      maxSeconds: 1e6,
      patience: 9,
      clipNorm: null,
      averaging: 0.5,
    };
    const bytes = await roundTrip({ preset: 'sbi', flow: SMALL, ...limits });
    const amortized = AmortizedPosterior.decode(bytes);
    expect(amortized.training.settings).toMatchObject({ preset: 'sbi', flow: SMALL, ...limits });
    expect(amortized.training.stopped).toBe('steps');
    amortized.dispose();
  });

  it('carries names and any built-in prior', async () => {
    const priors: Prior[] = [
      new Joint({ beta: new BoxUniform(-2, 2), gamma: new DiagNormal([0], [1]) }),
      new DiagNormal([0, 0], [1, 2]),
      new BoxUniform([-2, -2.1], [2, 2.1]),
    ];
    for (const prior of priors) await roundTrip({ prior });
    const positive = {
      ...simulations,
      theta: { ...simulations.theta, data: simulations.theta.data.map(Math.exp) },
    };
    await roundTrip({ prior: new LogNormal([0, 0], [1, 1]) }, positive);
    const named = {
      theta: { ...simulations.theta, names: ['β', 'γ "1"'] },
      x: { ...simulations.x, names: ['', 'width'] },
    };
    await roundTrip({}, named);
  });

  it('of a training not begun, or under way, is a model as any other', async () => {
    const trainer = new Trainer(simulations, { ...quick, maxEpochs: 2 });
    for (const epochs of [0, 1]) {
      const amortized = AmortizedPosterior.decode(await trainer.best.encode());
      expect(amortized.training).toEqual(trainer.summary);
      expect(amortized.training).toMatchObject({ epochs, stopped: 'cancelled' });
      amortized.dispose();
      for await (const _ of trainer) break;
    }
    trainer.best.dispose();
    trainer.dispose();
  });

  it('holds the recipe of the flow once, and no time of day', async () => {
    const { metadata } = readSafetensors(await roundTrip({}));
    expect(Object.keys(metadata).sort()).toEqual(['flow', 'format', 'posterior']);
    expect(metadata['format']).toBe('sbi-posterior/2');
    expect(metadata['posterior']).not.toContain('"transforms"');
    expect(metadata['posterior']).not.toMatch(/"(seconds|date|version)/);
  });

  it('is not changed by what is done to a posterior read from it', async () => {
    const bytes = await roundTrip({});
    const copy = bytes.slice();
    const amortized = AmortizedPosterior.decode(bytes);
    amortized.novelty.low.fill(0);
    amortized.novelty.references.data.fill(0);
    amortized.estimator.parameters.assign(new Float32Array(amortized.estimator.parameters.size));
    amortized.dispose();
    equal(bytes, copy);
  });
});

describe('an own class of prior', () => {
  beforeAll(() => start('wasm'));
  const own = () => new Cut(() => true, 'stable');

  it('is asked for by name where the file is read without it', async () => {
    const amortized = await npe(simulations, { ...quick, prior: own(), maxEpochs: 1 });
    const bytes = await amortized.encode();
    amortized.dispose();
    expect(() => AmortizedPosterior.decode(bytes, { source: 'own.safetensors' })).toThrow(
      'own.safetensors must be read with its prior, an own class "Cut" on [-2, -2] to [2, 2], which no file can carry: pass it as options.prior; received none.',
    );
  });

  it('is used where it is given, and must have the same support', async () => {
    const amortized = await npe(simulations, { ...quick, prior: own(), maxEpochs: 1 });
    const bytes = await amortized.encode();
    const seen = await amortized.given([1, 1]).sample(50, { seed: 1 });
    amortized.dispose();
    const prior = own();
    const again = AmortizedPosterior.decode(bytes, { prior });
    expect(again.prior).toBe(prior);
    expect(await again.given([1, 1]).sample(50, { seed: 1 })).toEqual(seen);
    equal(await again.encode(), bytes);
    again.dispose();
    for (const [other, message] of [
      [
        new BoxUniform([-2, -2], [2, 2]),
        'The prior given for model file must have the support {"kind":"restricted","low":[-2,-2],"high":[2,2],"name":"stable"}; received {"kind":"box","low":[-2,-2],"high":[2,2]}.',
      ],
      [
        new Cut(() => true, 'other'),
        'received {"kind":"restricted","low":[-2,-2],"high":[2,2],"name":"other"}.',
      ],
    ] as const) {
      expect(() => AmortizedPosterior.decode(bytes, { prior: other })).toThrow(message);
    }
  });

  it('given for a file that holds one must have its support too', async () => {
    const amortized = await npe(simulations, { ...quick, maxEpochs: 1 });
    const bytes = await amortized.encode();
    amortized.dispose();
    const prior = new BoxUniform([-2, -2], [2, 2]);
    const again = AmortizedPosterior.decode(bytes, { prior });
    expect(again.prior).toBe(prior);
    again.dispose();
    expect(() => AmortizedPosterior.decode(bytes, { prior: new BoxUniform([-2, -2], [2, 3]) })).toThrow(
      'must have the support {"kind":"box","low":[-2,-2],"high":[2,2]}; received',
    );
  });
});
