import { Rng, type Simulations } from '@sbi/core';
import { afterAll, describe, expect, it } from 'vitest';
import { binomialBand } from '../src/diagnostics/binomialBand.ts';
import { misspecification } from '../src/index.ts';
import { record } from './record.ts';
import { type Case, exact, faulty, judge, namesOf, observationOf, pValuesOf } from './repetitions.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const REPETITIONS = 200;
const PAIRS = 500;
const DRAWS = 1000;
/** Rejections of an exact posterior at 5 %: outside of these, 2 to 21, one time in a thousand. */
const LIMITS = binomialBand(REPETITIONS, 0.05, 0.998);

const results: Record<string, unknown> = {};
afterAll(() => record(`diagnostics-seed-${SEED}`, results));

const streams = (one: Case) => {
  const rng = Rng.fromSeed(SEED).fork(one.name);
  return Array.from({ length: REPETITIONS }, (_, k) => rng.fork(k));
};

describe.each(exact.map((one) => [one.name, one] as const))('%s', (name, one) => {
  it('is trusted, and each check rejects it at its nominal level', async () => {
    const rejections: Record<string, number> = {};
    let trusted = 0;
    for (const stream of streams(one)) {
      const verdict = await judge(one, stream, PAIRS, DRAWS);
      trusted += Number(verdict.trusted);
      const alike = await misspecification(observationOf(one, stream), simulationsOf(one, stream).x, {
        seed: stream,
      });
      for (const [check, p] of Object.entries({ ...pValuesOf(verdict), 'an observation': alike.pValue }))
        rejections[check] = (rejections[check] ?? 0) + Number(p <= 0.05);
    }
    results[name] = { repetitions: REPETITIONS, trusted, rejections };
    const outside = Object.entries(rejections).filter(
      ([, count]) => count < LIMITS.low || count > LIMITS.high,
    );
    expect(outside).toEqual([]);
    expect(trusted).toBeGreaterThanOrEqual(0.95 * REPETITIONS);
  });
});

describe.each(faulty.map((one) => [one.name, one] as const))('%s', (name, one) => {
  it('is caught, and its fault is named', async () => {
    const named: Record<string, number> = {};
    let [caught, right] = [0, 0];
    for (const stream of streams(one)) {
      const verdict = await judge(one, stream, PAIRS, DRAWS);
      const faults = namesOf(verdict).join(', ');
      named[faults] = (named[faults] ?? 0) + 1;
      caught += Number(!verdict.trusted);
      right += Number(faults === one.faults.join(', '));
    }
    results[name] = { repetitions: REPETITIONS, caught, named };
    expect(Math.min(caught, right)).toBeGreaterThanOrEqual(0.95 * REPETITIONS);
  });
});

function simulationsOf(one: Case, stream: Rng): Simulations {
  return one.pairs(PAIRS, stream.fork('references'));
}
