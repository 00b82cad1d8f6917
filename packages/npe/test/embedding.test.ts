import { matrixOf, Rng, rowOf, type Shape, type Simulations, sizeOf } from '@sbi/core';
import { DiagNormal } from '@sbi/distributions';
import { convolution1d, convolution2d, deepSet, gru, maf, mlp, type NetworkRecipe } from '@sbi/flows';
import { beforeAll, describe, expect, it } from 'vitest';
import { AmortizedPosterior, ensemble, type NpeOptions, npe, stackingWeights } from '../src/index.ts';
import { backends, start } from './backends.ts';
import { expectNoLeaks } from './noLeaks.ts';

const prior = new DiagNormal([0, 0], 1);
const head = { hidden: 6, outputs: 3 };
const options: NpeOptions = {
  prior,
  seed: 1,
  flow: maf({ transforms: 2, hidden: 8, blocks: 1 }),
  batchSize: 50,
  maxEpochs: 2,
};

/** x = θ + ε at every place, with `missing` rows at the end of x in simulation i. */
function simulations(xShape: Shape, rows: number, missing: (i: number) => number = () => 0): Simulations {
  const rng = Rng.fromSeed(3);
  const theta = Float32Array.from({ length: 2 * rows }, () => rng.normal());
  const size = sizeOf(xShape);
  const width = size / (xShape[0] as number);
  const x = Float32Array.from({ length: rows * size }, (_, k) => {
    const i = Math.floor(k / size);
    const there = (k % size) / width < (xShape[0] as number) - missing(i);
    return there ? (theta[2 * i + (k % 2)] as number) + rng.normal() : Number.NaN;
  });
  return { theta: matrixOf(theta, 2), x: matrixOf(x, size), xShape };
}

/** Every embedding with a shape of x, and simulations whose rows may be missing. */
const cases: Readonly<Record<string, readonly [embedding: NetworkRecipe, simulations: Simulations]>> = {
  mlp: [mlp(head), simulations([4, 2], 200)],
  convolution1d: [convolution1d({ channels: [2], kernel: 3, ...head }), simulations([8, 2], 200)],
  convolution2d: [convolution2d({ channels: [2], kernel: 3, ...head }), simulations([4, 4, 1], 200)],
  deepSet: [deepSet({ trial: mlp(head), ...head }), simulations([5, 2], 200, (i) => i % 4)],
  gru: [gru(head), simulations([5, 2], 200, (i) => i % 4)],
};

const [sets, series] = [cases['deepSet'], cases['gru']] as [
  [NetworkRecipe, Simulations],
  [NetworkRecipe, Simulations],
];

expectNoLeaks();

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => start(backend));

  it.each(Object.entries(cases))('%s: trains, answers, and travels', async (_, [embedding, table]) => {
    const amortized = await npe(table, { ...options, embedding });
    const { trainLoss, settings } = amortized.training;
    expect(trainLoss.every(Number.isFinite)).toBe(true);
    expect(settings.embedding).toEqual(embedding);
    const x = rowOf(table.x, 1);
    const draws = await amortized.given(x).sample(50, { seed: 2 });
    const logProb = await amortized.given(x).logProb(draws);
    expect(logProb.every(Number.isFinite)).toBe(true);
    const bytes = await amortized.encode();
    const again = AmortizedPosterior.decode(bytes);
    expect((await again.given(x).sample(50, { seed: 2 })).data).toEqual(draws.data);
    expect(again.training.settings.embedding).toEqual(embedding);
    expect(await again.encode()).toEqual(bytes);
    const far = x.map((value) => value + 50);
    expect(again.given(far).warnings).toEqual(amortized.given(far).warnings);
    expect(again.given(far).warnings).toHaveLength(1);
    const embedded = await amortized.embed(table.x);
    expect([embedded.rows, embedded.columns]).toEqual([200, 3]);
    expect(embedded.data.every(Number.isFinite)).toBe(true);
    const row = await again.embed(matrixOf(x, x.length));
    row.data.forEach((value, j) => {
      expect(value).toBeCloseTo(embedded.data[3 + j] as number, 5);
    });
    const [batched] = await amortized.sampleBatched(matrixOf(x, x.length), 50, { seed: 2 });
    expect(batched?.rows).toBe(50);
    amortized.dispose();
    again.dispose();
  });
});

describe('an x with several axes', () => {
  beforeAll(() => start('cpu'));
  const once = { ...options, maxEpochs: 1 };

  it('is given flat or as lists, and a set or a series by the rows that it has', async () => {
    for (const [embedding, table] of [sets, series]) {
      const amortized = await npe(table, { ...once, embedding });
      const { NaN: gone } = Number;
      const same = [
        [1, 2, 3, 4],
        [1, 2, 3, 4, gone, gone, gone, gone, gone, gone],
        [
          [1, 2],
          [3, 4],
        ],
        [Float32Array.of(1, 2), Float32Array.of(3, 4)],
        [
          [1, 2],
          [3, 4],
          [gone, gone],
        ],
      ];
      const draws = same.map((x) => amortized.given(x).sample(5, { seed: 1 }));
      const [first, ...others] = await Promise.all(draws);
      for (const other of others) expect(other).toEqual(first);
      amortized.dispose();
    }
  });

  it('of exchangeable trials is the same in any order, and with missing ones anywhere', async () => {
    const amortized = await npe(sets[1], { ...once, embedding: sets[0] });
    const theta = matrixOf(Float32Array.of(0.5, -0.5), 2);
    const { NaN: gone } = Number;
    const density = async (x: number[][]) => (await amortized.given(x).logProb(theta))[0] as number;
    const expected = await density([
      [1, 2],
      [0.3, 0.4],
      [-1, 0],
    ]);
    expect(
      await density([
        [-1, 0],
        [1, 2],
        [0.3, 0.4],
      ]),
    ).toBeCloseTo(expected, 4);
    expect(
      await density([
        [gone, gone],
        [0.3, 0.4],
        [gone, gone],
        [1, 2],
        [-1, 0],
      ]),
    ).toBeCloseTo(expected, 4);
    amortized.dispose();
  });

  it('must fit its shape', async () => {
    const amortized = await npe(sets[1], { ...once, embedding: sets[0] });
    const given = (x: unknown) => () => amortized.given(x as number[]);
    const where = '(AmortizedPosterior.given).';
    const { NaN: gone } = Number;
    expect(given([1, 2, 3])).toThrow(
      `x must hold 10 numbers, shape [5, 2], or fewer of its rows; received [1, 2, 3] ${where}`,
    );
    expect(given([])).toThrow('x must hold 10 numbers, shape [5, 2], or fewer of its rows; received []');
    expect(given(new Array(12).fill(1))).toThrow('received a list of 12 entries');
    expect(given(null)).toThrow('received null');
    expect(given([[1, 2], [3]])).toThrow(`x must be lists of shape [5, 2]; received [3] at [1] ${where}`);
    expect(given([[[1], 2]])).toThrow(`x must hold finite numbers only; received [1] at [0, 0] ${where}`);
    expect(given([[1, '2']])).toThrow(`x must hold finite numbers only; received "2" at [0, 1] ${where}`);
    expect(given([1, '2'])).toThrow(`x must hold finite numbers only; received "2" at index 1 ${where}`);
    expect(given(new Array(6).fill([1, 2]))).toThrow(
      `x must be lists of shape [5, 2], or of fewer rows; received a list of 6 entries at [] ${where}`,
    );
    expect(given([[1, gone]])).toThrow(
      `x must hold finite numbers, or NaN throughout a row that is missing; received NaN at index 1 of its row 0 ${where}`,
    );
    expect(given([[gone, gone]])).toThrow(
      'x must have at least one row that is not missing; received 5 of NaN',
    );
    expect(given([[1, Number.POSITIVE_INFINITY]])).toThrow('received Infinity at index 1 of its row 0');
    await expect(amortized.sampleBatched(matrixOf(Float32Array.of(1, 2), 2), 1, { seed: 1 })).rejects.toThrow(
      'x must have 10 columns; received [1, 2]',
    );
    amortized.dispose();
  });

  it('must be said how to read', async () => {
    await expect(npe(sets[1], options)).rejects.toThrow(
      'embedding must say how to read an x of shape [5, 2] (deepSet() for exchangeable trials, convolution1d() or ' +
        'gru() for a series, mlp() or no xShape for numbers in a row); received none (Trainer).',
    );
    await expect(npe(simulations([4, 4, 1], 50), options)).rejects.toThrow('convolution2d() for an image');
    await expect(npe(sets[1], { ...options, embedding: mlp() })).rejects.toThrow(
      'x must hold finite numbers only; received NaN in row 1, column 8 (Trainer).',
    );
    await expect(npe(sets[1], { ...options, embedding: { kind: 'mine' } })).rejects.toThrow(
      'or be registered first by registerNetwork; received "mine" (Trainer).',
    );
    await expect(npe(sets[1], { ...options, embedding: 'gru' as never })).rejects.toThrow(
      'embedding must be the recipe of a network, as from mlp(); received "gru" (Trainer).',
    );
  });
});

it('members of an ensemble read the same sets, and pairs with missing trials weigh them', async () => {
  await start('cpu');
  const members = [];
  for (const seed of [1, 2]) {
    members.push(await npe(sets[1], { ...options, seed, embedding: sets[0], maxEpochs: 1 }));
  }
  const weights = await stackingWeights(members, sets[1]);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
  const both = ensemble(members, { weights });
  const x = [
    [1, 1],
    [0, -1],
  ];
  expect((await both.given(x).sample(20, { seed: 1 })).rows).toBe(20);
  both.dispose();
});

describe('whether an x is unlike every simulation', () => {
  beforeAll(() => start('cpu'));
  const warnings = async ([embedding, table]: readonly [NetworkRecipe, Simulations], xs: number[][][]) => {
    const amortized = await npe(table, { ...options, embedding, maxEpochs: 1 });
    const found = xs.map((x) => amortized.given(x).warnings[0]);
    amortized.dispose();
    return found;
  };
  const times = (count: number, row: number[]) => new Array<number[]>(count).fill(row);

  it('of a set: by an entry at any place, by all trials together, not by their order', async () => {
    const [usual, other, entry, spread] = await warnings(sets, [
      [
        [1, 1],
        [0, -1],
        [1, 0],
      ],
      [
        [1, 0],
        [1, 1],
        [0, -1],
      ],
      [
        [1, 1],
        [30, -1],
      ],
      [
        [3, -3],
        [-3, 3],
        [3, -3],
        [-3, 3],
        [4, -4],
      ],
    ]);
    expect([usual, other]).toEqual([undefined, undefined]);
    expect(entry).toMatch(
      /^x is unlike every simulation: its entry at index 2 is 30, and theirs range from -\d/,
    );
    expect(spread).toMatch(/it lies .* times as far from the nearest one/);
  });

  it('by how many rows it has', async () => {
    const fixed: [NetworkRecipe, Simulations] = [sets[0], simulations([5, 2], 200, () => 1)];
    const [same, fewer] = await warnings(fixed, [times(4, [0, 0.1]), times(2, [0, 0.1])]);
    expect(same).toBeUndefined();
    expect(fewer).toMatch(/^x is unlike every simulation: it has 2 rows, and they have 4\. The posterior/);
    const long: [NetworkRecipe, Simulations] = [gru(head), simulations([9, 2], 200, (i) => i % 3)];
    const [short, less] = await warnings(long, [times(6, [0.1, 0]), times(5, [0.1, 0])]);
    expect(short).toBeUndefined();
    expect(less).toMatch(/it has 5 rows, and they have 7 to 9\./);
  });

  it('raises few false alarms for sets of varying size', async () => {
    const amortized = await npe(
      simulations([5, 2], 2000, (i) => i % 5),
      {
        ...options,
        embedding: sets[0],
        maxSteps: 1,
      },
    );
    const rng = Rng.fromSeed(9);
    let alarms = 0;
    for (let k = 0; k < 1000; k++) {
      const theta = [rng.normal(), rng.normal()];
      const trials = Array.from({ length: 1 + (k % 5) }, () => theta.map((value) => value + rng.normal()));
      alarms += amortized.given(trials).warnings.length;
    }
    // the radius is the largest of about 1,200, and has a margin; vectors are held to the same
    expect(alarms / 1000).toBeLessThan(1 / 200);
    amortized.dispose();
  });
});
