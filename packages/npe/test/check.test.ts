import { matrix, Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { holm } from '../src/diagnostics/holm.ts';
import {
  type AmortizedLike,
  type AmortizedPosterior,
  type CheckOptions,
  check,
  expectedCoverage,
  npe,
  sbc,
  tarp,
} from '../src/index.ts';
import { start } from './backends.ts';
import { linearPairs, linearPosterior, signPairs, signPosterior } from './exactPosteriors.ts';
import { exact, faulty, judge, namesOf } from './repetitions.ts';
import { quick, smallSimulations } from './small.ts';

// verdict.slow.test.ts repeats all of this 200 times with 500 pairs and 1,000 draws
describe('verdicts', () => {
  const streams = (name: string, count: number) =>
    Array.from({ length: count }, (_, k) => Rng.fromSeed(11).fork(name).fork(k));

  it.each(exact.map((one) => [one.name, one] as const))('%s is trusted', async (name, one) => {
    let trusted = 0;
    for (const stream of streams(name, 10)) trusted += Number((await judge(one, stream, 300, 200)).trusted);
    // a hundredth is distrusted: two of ten one time in 200
    expect(trusted).toBeGreaterThanOrEqual(9);
  });

  it.each(faulty.map((one) => [one.name, one] as const))('%s is named', async (name, one) => {
    let right = 0;
    for (const stream of streams(name, 3)) {
      const names = namesOf(await judge(one, stream, 500, 300));
      for (const name of one.faults) expect(names).toContain(name);
      right += Number(names.length === one.faults.length);
    }
    // a hundredth has a fault too many: two of three one time in 3,000
    expect(right).toBeGreaterThanOrEqual(2);
  });
});

describe('statements', () => {
  const pairs = linearPairs(500, 1);
  const run = (amortized: AmortizedLike, options: Partial<CheckOptions> = {}) =>
    check(amortized, pairs, { seed: 1, draws: 300, ...options });

  it('of an exact posterior say what was looked at and what it would have shown', async () => {
    const { trusted, statements, faults } = await run(linearPosterior());
    expect([trusted, faults]).toEqual([true, []]);
    expect(statements[0]).toMatch(
      /^No fault found in 500 pairs with 300 draws each: the 90 % intervals cover \d\d % to \d\d % of truths \(4\d\d–4\d\d of 500; expected 436–463\)\.$/,
    );
    expect(statements.slice(1)).toEqual([
      'So many pairs show a shift by 0.22 sds, or a width wrong by 16 %, nineteen times in twenty.',
    ]);
  });

  it('of a narrow one count what its intervals hold, and say once what to try', async () => {
    const { statements, coverage } = await run(linearPosterior({ scale: 1 / 1.5 }));
    const count = coverage.parameters[0]?.covered[coverage.levels.indexOf(0.9)] ?? 0;
    expect(statements[0]).toMatch(
      new RegExp(
        `^The 90 % interval of alpha covers ${Math.round(count / 5)} % of truths \\(${count} of 500; expected 436–463\\): the posterior is too narrow, or misses a mode \\(its sd is 0\\.\\d\\d times the right one\\)\\.$`,
      ),
    );
    expect(statements.filter((text) => text.startsWith('Simulate more')).length).toBe(1);
    expect(statements.length).toBe(4);
  });

  it('of a shifted one say where to and by how much', async () => {
    const { statements } = await run(linearPosterior({ shift: { parameter: 2, sds: -0.5 } }));
    expect(statements[0]).toMatch(
      /^The posterior of gamma lies too low by 0\.\d\d ± 0\.04 of its sds: \d\d % of truths lie above its median \(3\d\d of 500\)\.$/,
    );
  });

  it('of few pairs say so', async () => {
    const { statements } = await check(linearPosterior(), linearPairs(50, 4), { seed: 1, draws: 100 });
    expect(statements[1]).toBe('With 50 pairs only gross faults show: hold out 100 or more.');
  });

  it('of a dependence that is not learnt: every parameter is right, and all together are not', async () => {
    const { given } = linearPosterior();
    // the draws of every parameter in an order of their own
    const independent: AmortizedLike = {
      given: (x) => ({
        async sample(count, { seed }) {
          const rng = Rng.from(seed);
          const { data, ...table } = await given(x).sample(count, { seed });
          const orders = [0, 1, 2].map((j) => rng.fork(j).permutation(count));
          return {
            ...table,
            data: data.map((_, at) => data[3 * (orders[at % 3]?.[Math.floor(at / 3)] ?? 0) + (at % 3)] ?? 0),
          };
        },
        logProb: given(x).logProb ?? (() => []),
      }),
    };
    const { faults } = await run(independent);
    expect(faults.length).toBe(1);
    expect(faults[0]?.parameter).toBeUndefined();
    expect(faults[0]?.statement).toContain('very parameter by itself is right');
  });

  it('of a ridge that is partly too thin and partly too thick: neither narrow nor wide', async () => {
    const correlated = (rng: Rng, by: number) => {
      const first = rng.normal();
      return [first, by * first + Math.sqrt(1 - by * by) * rng.normal()] as const;
    };
    const rng = Rng.fromSeed(7);
    const ridge = {
      theta: matrix(Array.from({ length: 500 }, () => [...correlated(rng, 0.95)])),
      x: matrix(Array.from({ length: 500 }, () => [rng.normal()])),
    };
    const density = (a: number, b: number, by: number) =>
      Math.exp(-0.5 * (a * a + (b - by * a) ** 2 / (1 - by * by))) / Math.sqrt(1 - by * by);
    const mixed: AmortizedLike = {
      given: () => ({
        async sample(count, { seed }) {
          const own = Rng.from(seed).fork('mixed');
          return matrix(Array.from({ length: count }, (_, i) => [...correlated(own, i % 3 ? 0.5 : 0.9995)]));
        },
        logProb: ({ data, rows }) =>
          Array.from({ length: rows }, (_, i) => {
            const [a, b] = [data[2 * i] ?? 0, data[2 * i + 1] ?? 0];
            return Math.log(density(a, b, 0.9995) + 2 * density(a, b, 0.5));
          }),
      }),
    };
    const { faults } = await check(mixed, ridge, { seed: 1, draws: 300 });
    expect(faults.map(({ kind, parameter }) => [kind, parameter])).toEqual([['shape', undefined]]);
    expect(faults[0]?.statement).toMatch(
      /^The \d\d % highest-density region of all parameters covers \d\d % of truths \(\d+ of 500; expected \d+–\d+\), the \d\d % one \d\d % of truths \(\d+ of 500; expected \d+–\d+\): every parameter by itself is right, and all together are not: a dependence is not learnt, or a ridge thinner than the flow can draw\.$/,
    );
  });
});

describe('with an observation', () => {
  const two = signPairs(500, 5);
  const simulator = (theta: Float32Array, rng: Rng) => [
    Math.abs(theta[0] ?? 0) + 0.3 * rng.normal(),
    (theta[1] ?? 0) + 0.5 * rng.normal(),
  ];
  const run = (observed: CheckOptions['observed'], amortized = signPosterior(), options = {}) =>
    check(amortized, two, { seed: 1, draws: 200, ...(observed ? { observed } : {}), simulator, ...options });

  it('of the model it stays trusted', async () => {
    const verdict = await run(
      matrix([
        [2, 0.5],
        [1.7, -1],
      ]),
    );
    expect([verdict.trusted, verdict.predictive.length]).toEqual([true, 2]);
    expect(verdict.misspecification?.observations).toBe(2);
    expect((await run(undefined)).misspecification).toBeUndefined();
  });

  it('unlike every simulation it says so', async () => {
    const { trusted, faults } = await run([40, 0]);
    expect(trusted).toBe(false);
    expect(faults[0]?.kind).toBe('observation');
    expect(faults[0]?.statement).toBe(
      'The observation is unlike the simulations (p = 0.0020 against 500 of them).',
    );
  });

  it('passes on what the posterior itself warns of', async () => {
    const exactly = signPosterior();
    const warning: AmortizedLike = { given: (x) => ({ ...exactly.given(x), warnings: ['x is odd.'] }) };
    expect((await run([2, 0], warning)).faults.map(({ statement }) => statement)).toEqual(['x is odd.']);
  });

  it('unlike its predictions it says which entry', async () => {
    const other = {
      simulator: (theta: Float32Array, rng: Rng) => [simulator(theta, rng)[0] ?? 0, 9 + rng.normal()],
    };
    const { faults } = await run([2, 0.5], signPosterior(), other);
    expect(faults.map(({ kind }) => kind)).toEqual(['prediction']);
    expect(faults[0]?.statement).toMatch(
      /^The observation is unlike what its posterior predicts: entry 1 is 0\.500, /,
    );
  });
});

it('takes a trained posterior, and asks it in batches', async () => {
  await start('wasm');
  const amortized = await npe(smallSimulations(1000, 1), quick);
  const asked: number[] = [];
  const sampleBatched: AmortizedPosterior['sampleBatched'] = (x, count, options) => {
    asked.push(x.rows);
    return amortized.sampleBatched(x, count, options);
  };
  const watched = new Proxy(amortized, {
    get: (target, key) => {
      if (key === 'sampleBatched') return sampleBatched;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const held = smallSimulations(120, 2);
  const { coverage, statements, faults } = await check(watched, held, {
    seed: 1,
    draws: 1000,
    observed: [1, 50],
  });
  expect(asked).toEqual([50, 50, 20]);
  expect(coverage.joint?.credibility.every((level) => level > 0 && level < 1)).toBe(true);
  expect(faults.at(-1)?.kind).toBe('observation');
  expect(statements.some((text) => text.startsWith('x is unlike every simulation'))).toBe(true);
  amortized.dispose();
});

it('gives the results of the checks run one by one', async () => {
  const pairs = linearPairs(60, 1);
  const options = { seed: 4, draws: 50 };
  const all = await check(linearPosterior(), pairs, options);
  expect(all.sbc).toEqual(await sbc(linearPosterior(), pairs, options));
  expect(all.coverage).toEqual(await expectedCoverage(linearPosterior(), pairs, options));
  expect(all.tarp).toEqual(await tarp(linearPosterior(), pairs, options));
  expect(JSON.parse(JSON.stringify(all.faults))).toEqual(all.faults);
});

it('refuses options that are out of range', async () => {
  const pairs = linearPairs(60, 1);
  const refuse = (options: object) =>
    expect(check(linearPosterior(), pairs, { seed: 1, draws: 5, ...options })).rejects;
  await refuse({ level: 0 }).toThrow('level must lie between 0 and 1; received 0 (check).');
  await refuse({ observed: [1] }).toThrow('observed must have 3 columns, as x; received [1, 1] (check).');
  await refuse({ draws: -1 }).toThrow('draws must be an integer from 1; received -1 (check).');
  await refuse({ signal: AbortSignal.abort(new Error('never')) }).toThrow('never');
});

describe("Holm's rule", () => {
  it('goes down from the smallest p-value until one stands', () => {
    expect(holm([0.02, 0.01, 0.9, 0.02], 0.05)).toEqual([false, true, false, false]);
    expect(holm([0.02, 0.01, 0.9, 0.016], 0.05)).toEqual([true, true, false, true]);
    expect(holm([0.001, 0.001], 0.05)).toEqual([true, true]);
    expect(holm([], 0.05)).toEqual([]);
  });
});
