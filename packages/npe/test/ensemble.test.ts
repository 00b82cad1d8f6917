import { type Matrix, matrix, matrixOf, Rng, rowOf } from '@sbi/core';
import { BoxUniform } from '@sbi/distributions';
import { readSafetensors, writeSafetensors } from '@sbi/flows';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Amortized,
  AmortizedPosterior,
  decode,
  Ensemble,
  ensemble,
  type NpeOptions,
  npe,
  type SupportMethod,
} from '../src/index.ts';
import { backends, start } from './backends.ts';
import { Cut } from './cut.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { mapTable, quick, smallSimulations } from './small.ts';

const train = (seed: number, options: Partial<NpeOptions> = {}) =>
  npe(smallSimulations(200, seed), { ...quick, seed, maxEpochs: 2, learningRate: 0.01, ...options });

const made: Amortized[] = [];
const own = <T extends Amortized>(amortized: T): T => {
  made.push(amortized);
  return amortized;
};
expectNoLeaks();
afterEach(() => {
  for (const amortized of made.splice(0)) amortized.dispose();
});

const weights = [0.5, 0.2, 0.3];

describe.each(backends)('an ensemble on %s', (backend) => {
  beforeAll(() => start(backend));
  afterAll(() => start('wasm'));

  async function three(support: SupportMethod, given: readonly number[] = weights) {
    const members = [await train(1, { support }), await train(2, { support }), await train(3, { support })];
    return { members, all: own(ensemble(members, { weights: given })) };
  }

  it('has the weighted mean of its members’ densities', async () => {
    const { members, all } = await three('constrain');
    const rng = Rng.fromSeed(1);
    const theta = matrixOf(
      Float32Array.from({ length: 100 }, () => 4.2 * rng.uniform() - 2.1),
      2,
    );
    const mixture = await all.given([0.5, 1.5]).logProb(theta);
    const parts = await Promise.all(members.map((member) => member.given([0.5, 1.5]).logProb(theta)));
    mixture.forEach((value, i) => {
      const sum = weights.reduce((total, w, k) => total + w * Math.exp(parts[k]?.[i] as number), 0);
      if (sum === 0) expect(value).toBe(-1 / 0);
      else expect(Math.abs(value - Math.log(sum))).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
    });
  });

  it.each(['constrain', 'reject'] as const)(
    'draws from that density, alone and many at once (%s)',
    async (support) => {
      const { members, all } = await three(support);
      const count = backend === 'wasm' ? 4000 : 1000;
      const x = matrix([
        [2.5, 1],
        [0, 0.5],
      ]);
      const draws = await all.sampleBatched(x, count, { seed: 3 });
      for (const [i, table] of draws.entries()) {
        const row = rowOf(x, i);
        const alone = await all.given(row).sample(count, { seed: Rng.fromSeed(3).fork(i) });
        expect(alone.data.every((value, k) => Math.abs(value - (table.data[k] as number)) < 1e-5)).toBe(true);
        // the mean of p/q over draws from q is the mass of p in the prior, for each member p
        const options = { normalized: false };
        const q = await all.given(row).logProb(table, options);
        const inside = await all.given(row).acceptance();
        for (const [k, member] of members.entries()) {
          const p = await member.given(row).logProb(table, options);
          const ratios = Array.from(p, (value, n) => Math.exp(value - (q[n] as number)));
          const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / count;
          const sd = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / count);
          const expected = (await member.given(row).acceptance()) / inside;
          const error = Math.hypot(sd / Math.sqrt(count), Math.sqrt((2 * (1 - inside)) / 10_000));
          expect(Math.abs(mean - expected), `member ${k}`).toBeLessThan(4 * error + 1e-6);
        }
      }
      const [first] = await all.logProbBatched(draws, x);
      const single = await all.given(rowOf(x, 0)).logProb(draws[0] as Matrix);
      expect(first?.every((value, n) => Math.abs(value - (single[n] as number)) < 1e-3)).toBe(true);
    },
  );

  it('travels in one file: the same draws, the same bytes', async () => {
    const { all } = await three('reject');
    const bytes = await all.encode();
    const again = own(decode(bytes));
    expect(again).toBeInstanceOf(Ensemble);
    expect((again as Ensemble).weights).toEqual(all.weights);
    expect((again as Ensemble).members.map(({ training }) => training)).toEqual(
      all.members.map(({ training }) => training),
    );
    expect([again.names, again.support, again.prior.recipe]).toEqual([
      all.names,
      all.support,
      all.prior.recipe,
    ]);
    const draw = async (amortized: Amortized) => (await amortized.given([1, 1]).sample(50, { seed: 1 })).data;
    expect(await draw(again)).toEqual(await draw(all));
    expect(Buffer.from(await again.encode()).equals(Buffer.from(bytes))).toBe(true);
  });

  it('of one is that one', async () => {
    const member = await train(1);
    const posterior = member.given([1, 1]);
    const theta = await posterior.sample(20, { seed: 1 });
    const expected = await posterior.logProb(theta);
    const logProb = await own(ensemble([member]))
      .given([1, 1])
      .logProb(theta);
    logProb.forEach((value, i) => {
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-5);
    });
  });
});

describe('an ensemble', () => {
  beforeAll(() => start('wasm'));

  it('has a mode that no draw is above', async () => {
    const all = own(ensemble([await train(1), await train(2)]));
    const posterior = all.given([0.4, 1.2]);
    const { logProb } = await posterior.map({ seed: 1 });
    const draws = await posterior.logProb(await posterior.sample(2000, { seed: 2 }));
    expect(Math.max(...draws)).toBeLessThanOrEqual(logProb + 1e-4);
  });

  it('leaves a member of no weight out of everything but its file', async () => {
    const [a, b] = [await train(1), await train(2)];
    const theta = matrix([[0.1, 0.2]]);
    const [expected] = await b.given([1, 1]).logProb(theta);
    const all = own(ensemble([a, b], { weights: [0, 3] }));
    expect(all.weights).toEqual([0, 1]);
    const [value] = await all.given([1, 1]).logProb(theta);
    expect(Math.abs((value as number) - (expected as number))).toBeLessThan(1e-5);
    expect(own(Ensemble.decode(await all.encode())).weights).toEqual([0, 1]);
  });

  it('weighs by validation unless told otherwise', async () => {
    const [a, b] = [await train(1), await train(2)];
    const [la, lb] = [a.training.bestValidationLoss, b.training.bestValidationLoss];
    const all = own(ensemble([a, b]));
    expect(all.weights[0]).toBeCloseTo(1 / (1 + Math.exp(la - lb)), 10);
    expect(ensemble([a, b], { weights: 'equal' }).weights).toEqual([0.5, 0.5]);
  });

  it('takes ensembles apart', async () => {
    const [a, b, c] = [await train(1), await train(2), await train(3)];
    const inner = ensemble([a, b], { weights: [1, 3] });
    const outer = own(ensemble([inner, c], { weights: [0.8, 0.2] }));
    expect(outer.members).toEqual([a, b, c]);
    outer.weights.forEach((weight, k) => {
      expect(weight).toBeCloseTo([0.2, 0.6, 0.2][k] as number, 12);
    });
    const nested = ensemble([inner, c]).weights.reduce((sum, weight) => sum + weight, 0);
    expect(nested).toBeCloseTo(1, 12);
  });

  it('warns of an x that members of half the weight or more have not seen the like of', async () => {
    const a = await train(1);
    expect(a.given([40, 1]).warnings).toHaveLength(1);
    // one whose simulations reached twenty times as far
    const { theta, x } = smallSimulations(200, 2);
    const b = await npe({ theta, x: mapTable(x, (value) => 20 * value) }, { ...quick, maxEpochs: 1 });
    expect(b.given([40, 1]).warnings).toEqual([]);
    const all = own(ensemble([a, b], { weights: [0.5, 0.5] }));
    expect(all.given([40, 1]).warnings).toEqual(a.given([40, 1]).warnings);
    expect(ensemble([a, b], { weights: [0.4, 0.6] }).given([40, 1]).warnings).toEqual([]);
    expect(all.given([1, 1]).warnings).toEqual([]);
  });

  it('rejects as soon as one member does', async () => {
    const all = own(ensemble([await train(1), await train(2, { support: 'reject' })], { weights: 'equal' }));
    expect(all.support).toBe('reject');
    const posterior = all.given([2.9, 2.9]);
    expect(await posterior.acceptance()).toBeLessThan(1);
    const draws = await posterior.sample(5000, { seed: 1 });
    expect(draws.data.every((value) => Math.abs(value) <= 2)).toBe(true);
  });

  it('of own priors asks for the prior, and names the member', async () => {
    const prior = new Cut(() => true);
    const all = own(ensemble([await train(1, { prior }), await train(2, { prior })]));
    const bytes = await all.encode();
    expect(() => decode(bytes, { source: 'mine' })).toThrow(/^member 0 of mine must be read with its prior/);
    own(decode(bytes, { prior }));
  });

  it('is of no use once disposed', async () => {
    const all = ensemble([await train(1)]);
    all.dispose();
    all.dispose();
    expect(() => all.given([1, 1])).toThrow('Ensemble.given must not be used after dispose()');
    await expect(all.encode()).rejects.toThrow('Ensemble.encode must not be used');
  });
});

describe('refuses', () => {
  beforeAll(() => start('wasm'));

  it('what is no list of alike members', async () => {
    const [a, b] = [own(await train(1)), own(await train(2))];
    expect(() => ensemble([])).toThrow(
      'members must be a list of at least one amortised posterior; received [] (ens',
    );
    expect(() => ensemble(a as unknown as Amortized[])).toThrow('received an object');
    expect(() => ensemble([a, a])).toThrow('members[1] must be another than those before; received the same');
    const wide = own(await train(1, { prior: new BoxUniform([-3, -2], [2, 2]) }));
    expect(() => ensemble([a, b, wide])).toThrow(
      /^members\[2\] must have the support of the prior of members\[0\], \{/,
    );
    const table = smallSimulations(100, 1);
    const named = { theta: { ...table.theta, names: ['a', 'b'] }, x: table.x };
    const other = own(await npe(named, { ...quick, maxEpochs: 1 }));
    expect(() => ensemble([a, other])).toThrow(
      'members[1] must have the names of members[0], theta_1, theta_2; received a, b (ensemble).',
    );
  });

  it.each([
    [[1], "weights must be 'validation', 'equal', or 2 numbers from 0, not all 0; received [1] (ensemble)."],
    [[1, -1], 'received [1, -1]'],
    [[0, 0], 'received [0, 0]'],
    [[1, Number.NaN], 'received [1, NaN]'],
    ['best', 'received "best"'],
  ])('weights of %j', async (given, message) => {
    const members = [own(await train(1)), own(await train(2))];
    expect(() => ensemble(members, { weights: given as number[] })).toThrow(message);
  });

  it('a file that does not fit together', async () => {
    const all = own(ensemble([await train(1), await train(2)], { weights: 'equal' }));
    const change = (edit: (metadata: Record<string, string>, tensors: Record<string, unknown>) => void) => {
      return async () => {
        const { metadata, tensors } = readSafetensors(await all.encode());
        edit(metadata, tensors);
        return decode(writeSafetensors(tensors, metadata), { source: 'evil' });
      };
    };
    const cases: [Parameters<typeof change>[0], RegExp | string][] = [
      [(texts) => delete texts['ensemble'], /^evil .*ensemble/],
      [(texts) => Object.assign(texts, { ensemble: '{"weights":[]}' }), /^evil .*weights/],
      [(texts) => Object.assign(texts, { ensemble: '{"weights":[1,-1]}' }), /^evil .*weights/],
      [
        (texts) => Object.assign(texts, { ensemble: '{"weights":[1]}' }),
        'evil must hold 1 members; received members.1.',
      ],
      [(texts) => Object.assign(texts, { ensemble: '{"weights":[1,1,1]}' }), /^member 2 of evil /],
      [(texts) => Object.assign(texts, { 'members.1.format': 'other' }), /^member 1 of evil /],
      [(_, tensors) => delete tensors['members.1.novelty.low'], /^member 1 of evil /],
      [(texts) => delete texts['format'], /^evil /],
    ];
    for (const [edit, message] of cases) await expect(change(edit)()).rejects.toThrow(message);
    expect(() => AmortizedPosterior.decode(new Uint8Array(3))).toThrow();
    const ensembleBytes = await all.encode();
    expect(() => AmortizedPosterior.decode(ensembleBytes)).toThrow('sbi-ensemble/1');
  });
});
