import '@tensorflow/tfjs-backend-cpu';
import { rowOf } from '@sbi/core';
import { BoxUniform } from '@sbi/distributions';
import { gaussian, simulate } from '@sbi/simulate';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { built, moduleOf } from './built.ts';
import { rejection, simulationError } from './failing.ts';

const prior = new BoxUniform([-2, -2, -2], [2, 2, 2]);
const identity = moduleOf('(theta) => theta');
/** A simulator that does as told where θ₁ > 1.8, and returns θ elsewhere. */
const failing = (then: string, before = '') =>
  moduleOf(`(theta, rng) => { if (theta[0] > 1.8) { ${then} } return theta; }`, before);
const options = { count: 200, seed: 1 } as const;
const whole = await simulate(prior, (theta) => theta, options);
const failingRows = Array.from({ length: 200 }, (_, i) => i).filter(
  (i) => (rowOf(whole.theta, i)[0] as number) > 1.8,
);

/** Checks that the error names a failing row, and that what it kept are whole rows of the table, in order. */
async function expectFailure(run: Promise<unknown>, message: string): ReturnType<typeof simulationError> {
  const error = await simulationError(run);
  const theta = rowOf(whole.theta, error.index);
  const shown = Array.from(theta, (value) => Number(value.toPrecision(6))).join(', ');
  expect(error.message).toBe(`${message} (simulate, row ${error.index}, theta [${shown}]).`);
  expect(failingRows).toContain(error.index);
  expect(error.theta).toEqual(theta);
  const partial = error.partial as NonNullable<typeof error.partial>;
  expect(partial.x.data).toEqual(partial.theta.data);
  const rows = Array.from({ length: partial.theta.rows }, (_, i) => rowOf(partial.theta, i).join());
  const all = Array.from({ length: 200 }, (_, i) => rowOf(whole.theta, i).join());
  const places = rows.map((row) => all.indexOf(row));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(error.index);
  return error;
}

describe('a module on workers', () => {
  it('gives the table of the function bit for bit, for 1, 2 and 4 workers, twice', async () => {
    const problem = built.gaussian();
    const wanted = { count: 1000, seed: 3 };
    const run = await simulate(gaussian().prior, gaussian().simulator, wanted);
    expect(await built.simulate(problem.prior, problem.module, wanted)).toEqual(run);
    for (const workers of [1, 2, 4, 4]) {
      expect(await built.simulate(problem.prior, problem.module, { ...wanted, workers })).toEqual(run);
    }
  });

  it('may be asynchronous, slow in places, and draw unequal amounts', async () => {
    const module = moduleOf(`async (theta, rng) => {
      if (theta[0] > 1) await new Promise((resolve) => setTimeout(resolve, 2));
      for (let i = 0; i < 100 * (theta[1] + 2); i++) rng.bits();
      return [rng.normal(), rng.gamma(2.5), rng.uniform()];
    }`);
    const one = await built.simulate(prior, module, options);
    const four = await built.simulate(prior, module, { ...options, workers: 4, timeout: 60_000 });
    expect(four).toEqual(one);
    expect(one.x.columns).toBe(3);
  });

  it('takes more workers than rows, a single row, and counts rows that are not finite', async () => {
    const module = moduleOf('(theta) => [theta[0] > 0 ? NaN : theta[1] > 0 ? Infinity : 1]');
    const run = await built.simulate(prior, module, { ...options, workers: 4 });
    expect(run).toEqual(await built.simulate(prior, module, options));
    expect(run.rejected.nan + run.rejected.infinite + run.x.rows).toBe(200);
    expect((await built.simulate(prior, identity, { count: 1, seed: 1, workers: 8 })).x.rows).toBe(1);
    expect((await built.simulate(prior, identity, { count: 2, seed: 1, workers: 8 })).x.rows).toBe(2);
  });

  it('tells its progress, rising to the total', async () => {
    const seen: number[] = [];
    await built.simulate(prior, identity, {
      ...options,
      workers: 2,
      onProgress: ({ done }) => seen.push(done),
    });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect([seen[0], seen.at(-1)]).toEqual([1, 200]);
  });

  it('ends when the listener throws', async () => {
    const onProgress = ({ done }: { done: number }) => {
      if (done > 1) throw new RangeError('no more');
    };
    const run = built.simulate(prior, identity, { ...options, workers: 2, onProgress });
    await expect(run).rejects.toThrow(RangeError('no more'));
  });

  it('leaves no tensor', async () => {
    const before = memory().numTensors;
    await built.simulate(prior, identity, { ...options, workers: 2 });
    await built.simulate(prior, failing('throw 1'), options).catch(() => undefined);
    expect(memory().numTensors).toBe(before);
  });
});

describe.each([1, 4])('a module that fails, on %d workers', (workers) => {
  const start = (module: URL, more: object = {}) =>
    built.simulate(prior, module, { ...options, workers, ...more });

  it('by throwing', async () => {
    const error = await expectFailure(
      start(failing('throw new RangeError("too far", { cause: 3 })')),
      'The simulator must not throw; received RangeError: too far',
    );
    expect(error.cause).toMatchObject({ name: 'RangeError', message: 'too far' });
    if (workers === 1) {
      expect(error.index).toBe(failingRows[0]);
      expect(error.partial?.theta.rows).toBe(error.index);
    }
  });

  it('by throwing what cannot be cloned', async () => {
    const thrown = 'throw Object.assign(new Error("own"), { name: "OwnError", cause: () => 1 })';
    const error = await expectFailure(
      start(failing(thrown)),
      'The simulator must not throw; received OwnError: own',
    );
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('by a wrong length', async () => {
    await expectFailure(
      start(failing('return [1]')),
      'The simulator must return 3 numbers, as in row 0; received 1',
    );
  });

  it('by a non-number', async () => {
    const message = 'The simulator must return a list of numbers; received the string "1" in entry 2';
    await expectFailure(start(failing('return [0, 0, "1"]')), message);
  });

  it('by hanging in a loop past its timeout', async () => {
    const message = 'The simulator must return within 1000 ms; received nothing';
    const error = await expectFailure(start(failing('for (;;);'), { timeout: 1000 }), message);
    if (workers === 1) expect([error.index, error.partial?.x.rows]).toEqual([failingRows[0], failingRows[0]]);
  });

  it('by a promise that never settles', async () => {
    const message = 'The simulator must return within 1000 ms; received nothing';
    await expectFailure(start(failing('return new Promise(() => {})'), { timeout: 1000 }), message);
  });

  it('by ending its worker', async () => {
    const message = 'The worker must live until its last row; received exit code 7';
    const error = await expectFailure(start(failing('process.exit(7)')), message);
    if (workers === 1) expect([error.index, error.partial?.x.rows]).toEqual([failingRows[0], failingRows[0]]);
  });

  it('by an error outside of any row', async () => {
    const late = 'setTimeout(() => { throw new TypeError("late") }); return new Promise(() => {});';
    const message = 'The worker must live until its last row; received TypeError: late';
    const error = await expectFailure(start(failing(late)), message);
    expect(error.cause).toMatchObject({ message: 'late' });
  });
});

describe('a module that does not start', () => {
  const first = (problem: string) => new RegExp(`^${problem} \\(simulate, row 0, theta \\[`);
  it.each<[string, URL, string]>([
    [
      'has no default',
      new URL('data:text/javascript,export const simulator = 1'),
      "The simulator's module must export a function as its default; received undefined",
    ],
    [
      'exports a number',
      moduleOf('3'),
      "The simulator's module must export a function as its default; received the number 3",
    ],
    [
      'throws',
      moduleOf('1', 'throw new Error("at once")'),
      "The simulator's module must load; received Error: at once",
    ],
    [
      'is not there',
      new URL('./nowhere.js', import.meta.url),
      "The simulator's module must load; received Error: Cannot find module .*",
    ],
    [
      'is no JavaScript',
      new URL('data:text/javascript,export default ('),
      "The simulator's module must load; received SyntaxError: .*",
    ],
    [
      'ends its worker',
      moduleOf('1', 'process.exit(3)'),
      'The worker must live until its last row; received exit code 3',
    ],
  ])('because it %s', async (_, module, problem) => {
    const error = await simulationError(built.simulate(prior, module, { ...options, workers: 4 }));
    expect(error.message).toMatch(first(problem));
    expect([error.index, error.theta, error.partial]).toEqual([0, rowOf(whole.theta, 0), undefined]);
  });

  it('because loading never ends', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const run = simulationError(
        built.simulate(prior, moduleOf('1', 'await new Promise(() => {});'), { ...options, timeout: 50 }),
      );
      for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(10_049);
      vi.advanceTimersByTime(2);
      expect((await run).message).toMatch(
        first("The simulator's module must load within 10050 ms; received nothing"),
      );
    } finally {
      vi.useRealTimers();
    }
  });

  it('is named by checkSimulator too, which passes a good one', async () => {
    const where = /\(checkSimulator, row 0, theta \[/;
    await expect(built.checkSimulator(prior, moduleOf('3'))).rejects.toThrow(where);
    await expect(
      built.checkSimulator(prior, moduleOf('() => { for (;;); }'), { timeout: 1000 }),
    ).rejects.toThrow('The simulator must return within 1000 ms; received nothing (checkSimulator, row 0');
    expect(await built.checkSimulator(prior, identity, { timeout: 60_000 })).toBeUndefined();
  });
});

describe('a timeout', () => {
  it('does not strike at rows that ended while this thread was busy', async () => {
    const slow = moduleOf(
      'async (theta) => { await new Promise((resolve) => setTimeout(resolve, 5)); return theta; }',
    );
    // after an immediate, Node looks at its clocks before it reads messages
    const busy = () => {
      const end = performance.now() + 1500;
      while (performance.now() < end);
    };
    setTimeout(() => setImmediate(busy), 200);
    const run = await built.simulate(prior, slow, { ...options, workers: 2, timeout: 1000 });
    expect(run.x.rows).toBe(200);
  });
});

describe('abort with workers', () => {
  it('rejects with the reason and hands over whole rows', async () => {
    const stop = new AbortController();
    const slow = moduleOf('(theta) => { if (theta[0] > 1.8) for (;;); return theta; }');
    const partial: (typeof whole)[] = [];
    const run = built.simulate(prior, slow, {
      ...options,
      workers: 4,
      signal: stop.signal,
      onProgress: ({ done }) => done > 1 && stop.abort(new Error('enough')),
      onAbort: (rows) => partial.push(rows),
    });
    setTimeout(() => stop.abort(new Error('enough')), 500);
    expect(await rejection(run)).toBe(stop.signal.reason);
    expect(partial.length).toBe(1);
    expect(partial[0]?.x.data).toEqual(partial[0]?.theta.data);
    expect(partial[0]?.x.rows).toBeGreaterThan(0);
    expect(partial[0]?.x.rows).toBeLessThan(200);
  });

  it('reaches a module that never loads', async () => {
    const stop = new AbortController();
    const run = built.simulate(prior, moduleOf('1', 'for (;;);'), { ...options, signal: stop.signal });
    setTimeout(() => stop.abort('enough'), 100);
    expect(await rejection(run)).toBe('enough');
  });
});
