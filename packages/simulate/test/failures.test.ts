import '@tensorflow/tfjs-backend-cpu';
import { rowOf } from '@sbi/core';
import { BoxUniform } from '@sbi/distributions';
import { type Simulator, simulate } from '@sbi/simulate';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { failingAt, rejection, simulationError } from './failing.ts';

const prior = new BoxUniform([-2, -2], [2, 2]);
const identity: Simulator = (theta) => theta;
const returning = (x: unknown) => (() => x) as Simulator;
const must = 'The simulator must return a list of numbers; received';
const nested = 'a nested list (return all numbers in one list and give their shape as xShape)';

describe('a simulator that fails in a later row', () => {
  it.each<[string, Simulator, string]>([
    ['too few', returning([1]), 'The simulator must return 2 numbers, as in row 0; received 1'],
    ['too many', returning([1, 2, 3]), 'The simulator must return 2 numbers, as in row 0; received 3'],
    ['nothing', returning(undefined), `${must} undefined`],
    ['null', returning(null), `${must} null`],
    ['a number', returning(3), `${must} the number 3 (return [x] for a single number)`],
    ['a text', returning('1,2'), `${must} the string "1,2"`],
    ['an object', returning({ x: 1 }), `${must} an object`],
    ['a map', returning(new Map()), `${must} an object of class Map`],
    ['a function', returning(() => 1), `${must} a function`],
    ['an empty list', returning([]), `${must} an empty list`],
    ['an empty typed list', returning(new Float32Array(0)), `${must} an empty list`],
    ['a list of lists', returning([[1, 2]]), `${must} ${nested}`],
    ['a list of typed lists', returning([new Float32Array(2)]), `${must} ${nested}`],
    ['a text among numbers', returning([1, '2']), `${must} the string "2" in entry 1`],
    ['a hole', returning(new Array(2)), `${must} undefined in entry 0`],
    ['a boolean', returning([true, 1]), `${must} the boolean true in entry 0`],
    ['big integers', returning(new BigInt64Array(2)), `${must} a bigint in entry 0`],
    ['a promise of nothing', async () => undefined as unknown as number[], `${must} undefined`],
  ])('returns %s: named with row and θ, the rows before it kept', async (_, fail, message) => {
    const options = { count: 10, seed: 1 };
    const { theta, x } = await simulate(prior, identity, options);
    const error = await simulationError(simulate(prior, failingAt(6, fail), options));
    const [a, b] = Array.from(rowOf(theta, 6), (value) => Number(value.toPrecision(6)));
    expect(error.message).toBe(`${message} (simulate, row 6, theta [${a}, ${b}]).`);
    expect([error.index, error.theta]).toEqual([6, rowOf(theta, 6)]);
    expect(error.partial?.theta.data).toEqual(theta.data.subarray(0, 12));
    expect(error.partial?.x.data).toEqual(x.data.subarray(0, 12));
    expect(error.partial?.x.rows).toBe(6);
  });

  it.each<[string, unknown, string]>([
    ['an error', new RangeError('step\nat line 2'), 'RangeError: step'],
    ['a text', 'boom', 'the string "boom"'],
    ['nothing', undefined, 'undefined'],
    ['a long story', new Error('x'.repeat(1000)), `Error: ${'x'.repeat(193)}…`],
  ])('throws %s: the cause is kept', async (_, thrown, words) => {
    const simulator = failingAt(3, () => {
      throw thrown;
    });
    const error = await simulationError(simulate(prior, simulator, { count: 5, seed: 1 }));
    expect(error.message).toContain(
      `The simulator must not throw; received ${words} (simulate, row 3, theta [`,
    );
    expect(error.cause).toBe(thrown);
    expect(error.partial?.theta.rows).toBe(3);
  });

  it('rejects its promise: as if it threw', async () => {
    const cause = new Error('late');
    const simulator = failingAt(2, () => Promise.reject(cause));
    const error = await simulationError(simulate(prior, simulator, { count: 5, seed: 1 }));
    expect([error.index, error.cause, error.partial?.x.rows]).toEqual([2, cause, 2]);
  });
});

describe('the first row', () => {
  it('is the only one that runs when it fails; there is no table yet', async () => {
    let calls = 0;
    const simulator = (() => void calls++) as unknown as Simulator;
    const error = await simulationError(simulate(prior, simulator, { count: 1000, seed: 1 }));
    expect([calls, error.index, error.partial]).toEqual([1, 0, undefined]);
  });

  it('must fit xShape', async () => {
    const error = await simulationError(simulate(prior, identity, { count: 5, seed: 1, xShape: [2, 3] }));
    expect(error.message).toContain(
      'The simulator must return 6 numbers for xShape [2, 3]; received 2 (simulate, row 0',
    );
  });

  it('may not ask for more memory than there is', async () => {
    const wide = { length: 20_000, ...Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [i, 0])) };
    const error = await simulationError(simulate(prior, () => wide, { count: 100_000, seed: 1 }));
    expect(error.message).toContain(
      'must return at most 10737 numbers for 100000 rows to fit in memory; received 20000 (simulate, row 0',
    );
  });

  it('prints a long θ by its first entries', async () => {
    const long = new BoxUniform(new Array(20).fill(1), new Array(20).fill(1.000001));
    const error = await simulationError(simulate(long, () => [], { count: 2, seed: 1 }));
    expect(error.message).toMatch(/\(simulate, row 0, theta \[(1, ){8}…\]\)\.$/);
  });
});

describe('abort', () => {
  const options = { count: 1000, seed: 1 };

  it('before the start: nothing runs', async () => {
    let calls = 0;
    const signal = AbortSignal.abort('changed my mind');
    const simulator: Simulator = (theta) => {
      calls++;
      return theta;
    };
    expect(await rejection(simulate(prior, simulator, { ...options, signal }))).toBe('changed my mind');
    expect(calls).toBe(0);
  });

  it('in the middle: rejects with the reason, after handing over the rows so far', async () => {
    const stop = new AbortController();
    const whole = await simulate(prior, identity, options);
    const simulator = failingAt(20, (theta) => {
      stop.abort(new Error('stop'));
      return theta;
    });
    const partial: (typeof whole)[] = [];
    const onAbort = (run: typeof whole) => partial.push(run);
    const error = await rejection(simulate(prior, simulator, { ...options, signal: stop.signal, onAbort }));
    expect(error).toBe(stop.signal.reason);
    expect(partial.length).toBe(1);
    const rows = partial[0]?.theta.rows as number;
    expect(rows).toBe(20);
    expect(partial[0]?.x.data).toEqual(whole.x.data.subarray(0, 2 * rows));
  });

  it('reaches a promise that never settles', async () => {
    const stop = new AbortController();
    const simulator = failingAt(3, () => {
      setTimeout(() => stop.abort());
      return new Promise(() => undefined);
    });
    const error = await rejection(simulate(prior, simulator, { ...options, signal: stop.signal }));
    expect(error).toMatchObject({ name: 'AbortError' });
  });

  it('reaches a busy simulator between two rows', async () => {
    const stop = new AbortController();
    let calls = 0;
    const busy: Simulator = (theta) => {
      if (calls++ === 100) setTimeout(() => stop.abort());
      return theta;
    };
    const run = simulate(prior, busy, { count: 1_000_000, seed: 1, signal: stop.signal });
    expect(await rejection(run)).toBe(stop.signal.reason);
    expect(calls).toBeLessThan(1_000_000);
  });

  it('hands nothing over before the first row, nor leaves a tensor', async () => {
    const before = memory().numTensors;
    const stop = new AbortController();
    const simulator = (() => {
      stop.abort();
      return new Promise(() => undefined);
    }) as Simulator;
    const onAbort = () => expect.unreachable();
    await rejection(simulate(prior, simulator, { ...options, signal: stop.signal, onAbort }));
    expect(memory().numTensors).toBe(before);
  });
});
