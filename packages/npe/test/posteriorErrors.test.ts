import { type Matrix, matrix, matrixOf, SbiError } from '@sbi/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AcceptanceError, type AmortizedPosterior, npe, type SampleOptions } from '../src/index.ts';
import { start } from './backends.ts';
import { Cut } from './cut.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { quick, smallSimulations } from './small.ts';

const simulations = smallSimulations(300, 1);
let rejecting: AmortizedPosterior;

beforeAll(async () => {
  await start('wasm');
  rejecting = await npe(simulations, { ...quick, support: 'reject' });
});
afterAll(() => rejecting.dispose());

expectNoLeaks();

const caught = (promise: Promise<unknown>) => promise.then(() => undefined).catch((error: unknown) => error);

describe('given', () => {
  it.each([
    [[1], 'x must hold 2 numbers, shape [2]; received [1] (AmortizedPosterior.given).'],
    [[], 'received []'],
    [undefined, 'received undefined'],
    [null, 'received null'],
    ['12', 'received "12"'],
    [[[1, 2]], 'received a list of 1 entries'],
    [matrix([[1, 2]]), 'received an object'],
    [[1, Number.NaN], 'x must hold finite numbers only; received NaN at index 1 (AmortizedPosterior.given).'],
    [[1 / 0, 1], 'received Infinity at index 0'],
    [[1, 1e39], 'received 1e+39 at index 1'],
    [[null, 1], 'received null at index 0'],
    [['1', 1], 'received "1" at index 0'],
  ])('refuses %j', (x, message) => {
    expect(() => rejecting.given(x as ArrayLike<number>)).toThrow(message);
  });

  it('copies x', () => {
    const x = [1, 2];
    const posterior = rejecting.given(x);
    x[0] = 9;
    expect([...posterior.x]).toEqual([1, 2]);
  });
});

describe('sample refuses', () => {
  it.each([
    [0, { seed: 1 }, 'count must be an integer from 1 to 1073741823; received 0 (Posterior.sample).'],
    [-1, { seed: 1 }, 'received -1'],
    [1.5, { seed: 1 }, 'received 1.5'],
    ['10', { seed: 1 }, 'received "10"'],
    [1e12, { seed: 1 }, 'received 1000000000000'],
    [1, undefined, 'seed must be an integer from 0 to 2^53 - 1; received undefined'],
    [1, { seed: -1 }, 'seed must be an integer from 0 to 2^53 - 1; received -1'],
    [1, { seed: 1, maxTries: 0 }, 'maxTries must be an integer from 1; received 0 (Posterior.sample).'],
    [1, { seed: 1, maxTries: 1.5 }, 'maxTries must be an integer from 1; received 1.5'],
    [1, { seed: 1, maxSeconds: Number.NaN }, 'maxSeconds must be positive; received NaN (Posterior.sample).'],
    [1, { seed: 1, maxSeconds: 0 }, 'maxSeconds must be positive; received 0'],
  ])('%j with %j', async (count, options, message) => {
    await expect(rejecting.given([1, 1]).sample(count as number, options as SampleOptions)).rejects.toThrow(
      message,
    );
  });
});

describe('logProb refuses', () => {
  it.each([
    [
      [[0, 0]],
      'theta must be a Matrix, as from matrix(rows); received a list of 1 entries (Posterior.logProb).',
    ],
    [matrix([[1]]), 'theta must have 2 columns; received [1, 1] (Posterior.logProb).'],
    [matrix([[1, Number.NaN]]), 'theta must hold finite numbers only; received NaN in row 0, column 1'],
  ])('%j', async (theta, message) => {
    await expect(rejecting.given([1, 1]).logProb(theta as Matrix)).rejects.toThrow(message);
  });

  it('nothing that is empty', async () => {
    expect(await rejecting.given([1, 1]).logProb(matrixOf(new Float32Array(), 2))).toHaveLength(0);
  });
});

describe('a budget', () => {
  let open = true;
  const gate = new Cut(() => open);
  let shut: AmortizedPosterior;
  beforeAll(async () => {
    shut = await npe(simulations, { ...quick, prior: gate });
    open = false;
  });
  afterAll(() => shut.dispose());

  it('of tries: the error carries the draws, the rate and what to do', async () => {
    const posterior = rejecting.given([3, 3]);
    const error = (await caught(posterior.sample(1000, { seed: 1, maxTries: 500 }))) as AcceptanceError;
    expect(error).toBeInstanceOf(AcceptanceError);
    expect(SbiError.isInstance(error)).toBe(true);
    const { draws, acceptance } = error;
    expect(draws?.names).toEqual(['theta_1', 'theta_2']);
    expect(draws?.data.every((value) => Math.abs(value) <= 2)).toBe(true);
    expect(acceptance).toBe((draws?.rows as number) / 500);
    const percent = Number((100 * acceptance).toPrecision(2));
    expect(error.message.replace(/in \d+\.\d s/, 'in 0.0 s')).toBe(
      `Sampling must find 1000 draws inside the prior within its budget; received ${draws?.rows} from 500 tries in 0.0 s, acceptance ${percent} % (Posterior); they are on this error as .draws; raise maxTries or maxSeconds, or train with support: 'constrain'.`,
    );
    // they are the first of those that a larger budget finds
    const more = await posterior.sample(1000, { seed: 1, maxTries: 500_000 });
    expect(more.data.slice(0, draws?.data.length)).toEqual(draws?.data);
  });

  it('of seconds', async () => {
    const error = (await caught(
      shut.given([1, 1]).sample(10, { seed: 1, maxSeconds: 0.01 }),
    )) as AcceptanceError;
    expect(error).toBeInstanceOf(AcceptanceError);
    expect(error).toMatchObject({ acceptance: 0, draws: undefined });
    expect(error.message).toContain('received 0 from');
    expect(error.message).toContain('acceptance 0 %');
    expect(error.message).not.toContain('train with');
  });

  it('that nobody gave: a hopeless search ends by itself', async () => {
    const error = (await caught(shut.given([1, 1]).sample(10_000, { seed: 1 }))) as AcceptanceError;
    expect(error.message).toContain('received 0 from 100000 tries');
  });

  it('of logProb: it says how to do without', async () => {
    const theta = matrix([[0, 0]]);
    await expect(shut.given([1, 1]).logProb(theta)).rejects.toThrow(
      /100000 tries.*; pass normalized: false for a log-density that ignores the prior\.$/,
    );
    expect(await shut.given([1, 1]).logProb(theta, { normalized: false })).toEqual(Float32Array.of(-1 / 0));
  });
});

describe.each(['constrain', 'reject'] as const)('a prior cut by a predicate (%s)', (support) => {
  it('holds its draws, and its density integrates to one over what is left', async () => {
    const prior = new Cut(([a = 0, b = 0]) => a >= b);
    const kept = Array.from({ length: 300 }, (_, i) => i).filter(
      (i) => (simulations.theta.data[2 * i] as number) >= (simulations.theta.data[2 * i + 1] as number),
    );
    const select = ({ data }: Matrix) =>
      matrixOf(Float32Array.from(kept.flatMap((i) => [data[2 * i] as number, data[2 * i + 1] as number])), 2);
    const table = { theta: select(simulations.theta), x: select(simulations.x) };
    const amortized = await npe(table, { ...quick, prior, support });
    const posterior = amortized.given([1.2, 1]);
    const draws = await posterior.sample(5000, { seed: 1 });
    const ordered = (rows: Matrix) =>
      Array.from(
        { length: rows.rows },
        (_, i) => (rows.data[2 * i] as number) >= (rows.data[2 * i + 1] as number),
      );
    expect(ordered(draws).every(Boolean)).toBe(true);
    const acceptance = await posterior.acceptance();
    expect(acceptance).toBeLessThan(1);
    // grid of midpoints: its error is far below that of the acceptance for a density 0.3 wide
    const n = 200;
    const grid = matrixOf(
      Float32Array.from({ length: 2 * n * n }, (_, k) => {
        const cell = k % 2 === 0 ? Math.floor(k / 2) % n : Math.floor(k / 2 / n);
        return -2 + (4 * (cell + 0.5)) / n;
      }),
      2,
    );
    const logProb = await posterior.logProb(grid);
    const total = logProb.reduce((sum, value) => sum + Math.exp(value), 0) * (4 / n) ** 2;
    // the predicate cuts along the diagonal of the cells there: half a cell's width of the density's ridge
    expect(Math.abs(total - 1)).toBeLessThan(4 * Math.sqrt((1 - acceptance) / 10_000) + 0.02);
    const inside = ordered(grid);
    expect(logProb.every((value, i) => inside[i] || value === -1 / 0)).toBe(true);
    amortized.dispose();
  });
});
