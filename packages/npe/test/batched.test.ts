import { type Matrix, matrix, matrixOf, Rng, rowOf, selectRows } from '@sbi/core';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AmortizedPosterior,
  BatchAcceptanceError,
  npe,
  type SampleOptions,
  type SamplingProgress,
  type SupportMethod,
} from '../src/index.ts';
import { backends, start } from './backends.ts';
import { Cut } from './cut.ts';
import { quick, smallSimulations } from './small.ts';

/** Observations in the middle of the prior, at its edges, and beyond. */
const x = matrix([
  [1, 1],
  [2.9, 2.9],
  [-1.1, 0.5],
  [3.2, 1],
  [0, 0],
]);

describe.each(backends)('many observations on %s', (backend) => {
  const models: Partial<Record<SupportMethod, AmortizedPosterior>> = {};
  const model = (support: SupportMethod) => models[support] as AmortizedPosterior;

  beforeAll(async () => {
    await start(backend);
    for (const support of ['constrain', 'reject'] as const) {
      models[support] = await npe(smallSimulations(300, 1), { ...quick, support });
    }
  });
  afterAll(() => {
    for (const each of Object.values(models)) each.dispose();
  });

  let before = 0;
  beforeEach(() => {
    before = memory().numTensors;
  });
  afterEach(() => {
    expect(memory().numTensors).toBe(before);
  });

  describe.each(['constrain', 'reject'] as const)('under %s', (support) => {
    // the cpu backend takes seconds for many
    it.each(backend === 'wasm' ? [1, 7, 300, 12_000] : [1, 7, 300])(
      'draws what each posterior draws from its own stream: %d',
      async (count) => {
        const draws = await model(support).sampleBatched(x, count, { seed: 9 });
        expect(draws).toHaveLength(x.rows);
        for (const [i, table] of draws.entries()) {
          const seed = Rng.fromSeed(9).fork(i);
          const alone = await model(support).given(rowOf(x, i)).sample(count, { seed });
          expect(table.names).toEqual(['theta_1', 'theta_2']);
          expect(table.rows).toBe(count);
          expect(farthest(table, alone)).toBeLessThan(1e-5);
        }
      },
    );

    it('the other rows and their number change nothing', async () => {
      const all = await model(support).sampleBatched(x, 50, { seed: 4 });
      const two = await model(support).sampleBatched(selectRows(x, [0, 1]), 50, { seed: 4 });
      const others = await model(support).sampleBatched(selectRows(x, [0, 4, 2]), 50, { seed: 4 });
      expect(farthest(two[1] as Matrix, all[1] as Matrix)).toBeLessThan(1e-5);
      expect(farthest(others[0] as Matrix, all[0] as Matrix)).toBeLessThan(1e-5);
      expect(farthest(others[2] as Matrix, all[2] as Matrix)).toBeLessThan(1e-5);
      expect(farthest(others[1] as Matrix, all[1] as Matrix)).toBeGreaterThan(0.1);
    });

    it('has the densities of each posterior, for tables of any length', async () => {
      const tables = [3, 0, 1, 40, 7].map((rows, i) => {
        const rng = Rng.fromSeed(i);
        return matrixOf(
          Float32Array.from({ length: 2 * rows }, () => 4.4 * rng.uniform() - 2.2),
          2,
        );
      });
      for (const normalized of backend === 'wasm' ? [true, false] : [false]) {
        const logProb = await model(support).logProbBatched(tables, x, { normalized });
        for (const [i, values] of logProb.entries()) {
          const alone = await model(support)
            .given(rowOf(x, i))
            .logProb(tables[i] as Matrix, { normalized });
          expect(values).toHaveLength((tables[i] as Matrix).rows);
          values.forEach((value, k) => {
            const expected = alone[k] as number;
            if (expected === -1 / 0) expect(value).toBe(expected);
            else expect(Math.abs(value - expected)).toBeLessThan(1e-4 * Math.max(1, Math.abs(expected)));
          });
        }
      }
    });
  });
});

function farthest(a: Matrix, b: Matrix): number {
  expect(a.data.length).toBe(b.data.length);
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] as number))), 0);
}

describe('a batch', () => {
  let rejecting: AmortizedPosterior;
  beforeAll(async () => {
    await start('wasm');
    rejecting = await npe(smallSimulations(300, 1), { ...quick, support: 'reject' });
  });
  afterAll(() => rejecting.dispose());

  it('of more observations than a pass holds, and of more draws', async () => {
    const rng = Rng.fromSeed(1);
    const many = matrixOf(
      Float32Array.from({ length: 2 * 10_500 }, () => rng.uniform()),
      2,
    );
    const single = await rejecting.sampleBatched(many, 1, { seed: 1 });
    expect(single).toHaveLength(10_500);
    const last = await rejecting.given(rowOf(many, 10_499)).sample(1, { seed: Rng.fromSeed(1).fork(10_499) });
    expect(farthest(single[10_499] as Matrix, last)).toBeLessThan(1e-5);
    const long = [30, 10_050].map((rows) =>
      matrixOf(
        Float32Array.from({ length: 2 * rows }, () => rng.uniform()),
        2,
      ),
    );
    const logProb = await rejecting.logProbBatched(long, selectRows(x, [0, 1]), { normalized: false });
    const alone = await rejecting.given(rowOf(x, 1)).logProb(long[1] as Matrix, { normalized: false });
    expect(logProb[1]).toHaveLength(10_050);
    expect(Math.abs((logProb[1]?.at(-1) as number) - (alone.at(-1) as number))).toBeLessThan(1e-3);
  });

  it('of none', async () => {
    const none = matrixOf(new Float32Array(), 2);
    expect(await rejecting.sampleBatched(none, 10, { seed: 1 })).toEqual([]);
    expect(await rejecting.logProbBatched([], none)).toEqual([]);
  });

  it('tells how far it has got, over all observations', async () => {
    const reports: SamplingProgress[] = [];
    await rejecting.sampleBatched(x, 5000, { seed: 1, onProgress: (report) => reports.push(report) });
    expect(reports.length).toBeGreaterThan(2);
    expect(reports.at(-1)).toEqual({ done: 25_000, total: 25_000, acceptance: expect.any(Number) });
    expect(reports.every(({ done }, i) => i === 0 || done >= (reports[i - 1]?.done as number))).toBe(true);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const options: SampleOptions = {
      seed: 1,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    };
    await expect(rejecting.sampleBatched(x, 9000, options)).rejects.toThrow('enough');
    const late = { signal: AbortSignal.abort(new Error('late')) };
    await expect(rejecting.sampleBatched(x, 1, { seed: 1, ...late })).rejects.toThrow('late');
    const theta = Array.from({ length: 5 }, () => matrix([[0, 0]]));
    await expect(rejecting.logProbBatched(theta, x, late)).rejects.toThrow('late');
  });

  it('whose budget is spent carries everything: who is short, and who is complete', async () => {
    const some = matrix([
      [1, 1],
      [3, 3],
      [0, 0],
    ]);
    const error = await rejecting
      .sampleBatched(some, 300, { seed: 1, maxTries: 360 })
      .then(() => undefined)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(BatchAcceptanceError);
    const { draws, short, acceptance, message, code, name } = error as BatchAcceptanceError;
    expect([code, name]).toEqual(['batchAcceptance', 'BatchAcceptanceError']);
    expect(short).toEqual([1]);
    expect(draws.map(({ rows }) => rows)).toEqual([300, (acceptance[1] as number) * 360, 300]);
    expect(draws[1]?.names).toEqual(['theta_1', 'theta_2']);
    expect(message.replace(/in \d+\.\d s/, 'in 0.0 s')).toBe(
      'Sampling must find 300 draws inside the prior for every observation within its budget; received fewer for 1 of 3 ' +
        `in 0.0 s, fewest for row 1: ${draws[1]?.rows} from 360 tries, acceptance ` +
        `${Number((100 * (acceptance[1] as number)).toPrecision(2))} % (AmortizedPosterior.sampleBatched); all draws are ` +
        "on this error as .draws; raise maxTries or maxSeconds, or train with support: 'constrain'.",
    );
    // they are the first of those that a larger budget finds
    const more = await rejecting.sampleBatched(some, 300, { seed: 1 });
    const first = more[1]?.data.slice(0, draws[1]?.data.length);
    expect(draws[1]?.data.every((value, i) => Math.abs(value - (first?.[i] as number)) < 1e-5)).toBe(true);
  });

  it('that is hopeless ends by itself, and by the clock', async () => {
    let open = true;
    const shut = await npe(smallSimulations(100, 1), { ...quick, prior: new Cut(() => open), maxEpochs: 1 });
    open = false;
    const theta = [matrix([[0, 0]]), matrix([[1, 1]])];
    const two = selectRows(x, [0, 1]);
    await expect(shut.sampleBatched(two, 10, { seed: 1 })).rejects.toThrow(
      /fewer for 2 of 2 in \d+\.\d s, fewest for row 0: 0 from 100000 tries, acceptance 0 %/,
    );
    await expect(shut.sampleBatched(two, 10, { seed: 1, maxSeconds: 1e-6 })).rejects.toThrow(
      BatchAcceptanceError,
    );
    await expect(shut.logProbBatched(theta, two)).rejects.toThrow('pass normalized: false');
    expect(await shut.logProbBatched(theta, two, { normalized: false })).toEqual(
      theta.map(() => Float32Array.of(-1 / 0)),
    );
    shut.dispose();
  });
});

describe('refuses', () => {
  let amortized: AmortizedPosterior;
  beforeAll(async () => {
    await start('wasm');
    amortized = await npe(smallSimulations(50, 1), { ...quick, maxEpochs: 1 });
  });
  afterAll(() => amortized.dispose());
  const theta = matrix([[0, 0]]);

  it.each([
    [[[1, 1]], 1, { seed: 1 }, 'x must be a Matrix, as from matrix(rows); received a list of 1 entries'],
    [matrix([[1, 2, 3]]), 1, { seed: 1 }, 'x must have 2 columns; received [1, 3] (AmortizedPosterior.sampl'],
    [
      matrix([[1, Number.NaN]]),
      1,
      { seed: 1 },
      'x must hold finite numbers only; received NaN in row 0, column 1',
    ],
    [
      x,
      0,
      { seed: 1 },
      'count must be an integer from 1 to 1073741823; received 0 (AmortizedPosterior.sample',
    ],
    [x, 1, undefined, 'seed must be an integer from 0 to 2^53 - 1; received undefined'],
    [
      x,
      1,
      { seed: 1, maxTries: 0 },
      'maxTries must be an integer from 1; received 0 (AmortizedPosterior.sampl',
    ],
  ])('sampleBatched of %j, %j with %j', async (table, count, options, message) => {
    await expect(amortized.sampleBatched(table as Matrix, count, options as SampleOptions)).rejects.toThrow(
      message,
    );
  });

  it.each([
    [
      theta,
      'theta must be a list of 5 tables, one for each row of x; received an object (AmortizedPosterior.logP',
    ],
    [[theta], 'received a list of 1 entries'],
    [undefined, 'received undefined'],
    [[theta, theta, theta, theta, matrix([[1]])], 'theta[4] must have 2 columns; received [1, 1]'],
    [
      [theta, matrix([[1 / 0, 1]]), theta, theta, theta],
      'theta[1] must hold finite numbers only; received Inf',
    ],
  ])('logProbBatched of %j', async (tables, message) => {
    await expect(amortized.logProbBatched(tables as Matrix[], x)).rejects.toThrow(message);
  });

  it('once disposed', async () => {
    const gone = await npe(smallSimulations(50, 1), { ...quick, maxEpochs: 1 });
    gone.dispose();
    await expect(gone.sampleBatched(x, 1, { seed: 1 })).rejects.toThrow('must not be used after dispose()');
    await expect(gone.logProbBatched([], x)).rejects.toThrow(
      'AmortizedPosterior.logProbBatched must not be used',
    );
  });
});
