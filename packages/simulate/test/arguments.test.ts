import '@tensorflow/tfjs-backend-cpu';
import type { Rng, Shape } from '@sbi/core';
import { BoxUniform, box, Distribution, type Prior, type Support } from '@sbi/distributions';
import { checkSimulator, type SimulateOptions, type Simulator, simulate } from '@sbi/simulate';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

const prior = new BoxUniform([-1, -1], [1, 1]);
const identity: Simulator = (theta) => theta;

describe('options', () => {
  it.each<[unknown, string]>([
    [undefined, 'options must hold count and seed; received undefined (simulate).'],
    [{ count: undefined }, 'count must be an integer from 1; received undefined (simulate).'],
    [{ count: 0 }, 'count must be an integer from 1; received the number 0 (simulate).'],
    [{ count: -3 }, 'count must be an integer from 1; received the number -3 (simulate).'],
    [{ count: 1.5 }, 'count must be an integer from 1; received the number 1.5 (simulate).'],
    [{ count: Number.NaN }, 'count must be an integer from 1; received the number NaN (simulate).'],
    [
      { count: Number.POSITIVE_INFINITY },
      'count must be an integer from 1; received the number Infinity (simulate).',
    ],
    [{ count: '10' }, 'count must be an integer from 1; received the string "10" (simulate).'],
    [
      { count: 2 ** 40 },
      'count must be at most 536870912 for 2 parameters; received 1099511627776 (simulate).',
    ],
    [{ seed: undefined }, 'seed must be an integer from 0 to 2^53 - 1; received undefined (Rng.fromSeed).'],
    [{ seed: -1 }, 'seed must be an integer from 0 to 2^53 - 1; received -1 (Rng.fromSeed).'],
    [{ workers: 0 }, 'workers must be an integer from 1 to 256; received the number 0 (simulate).'],
    [{ workers: 1000 }, 'workers must be an integer from 1 to 256; received the number 1000 (simulate).'],
    [
      { workers: 4 },
      'simulator must be the URL of a module to run on 4 workers; received a function (simulate).',
    ],
    [
      { timeout: 100 },
      'simulator must be the URL of a module to run with a timeout; received a function (simulate).',
    ],
    [{ timeout: 0 }, 'timeout must be milliseconds above 0, at most 2e9; received the number 0 (simulate).'],
    [
      { timeout: Number.NaN },
      'timeout must be milliseconds above 0, at most 2e9; received the number NaN (simulate).',
    ],
    [
      { timeout: 1e10 },
      'timeout must be milliseconds above 0, at most 2e9; received the number 10000000000 (simulate).',
    ],
    [{ onInvalid: 'keep' }, "onInvalid must be 'drop' or 'throw'; received the string \"keep\" (simulate)."],
    [{ missing: 'drop' }, "missing must be 'refuse' or 'keep'; received the string \"drop\" (simulate)."],
    [{ xShape: [] }, 'xShape must be a list of integers from 1; received [] (simulate).'],
    [{ xShape: [2, 0.5] }, 'xShape must be a list of integers from 1; received [2, 0.5] (simulate).'],
    [{ xShape: 2 }, 'xShape must be a list of integers from 1; received the number 2 (simulate).'],
  ])('%j', async (options, message) => {
    let calls = 0;
    const counting: Simulator = (theta) => {
      calls++;
      return theta;
    };
    const whole = options && { count: 3, seed: 1, ...options };
    await expect(simulate(prior, counting, whole as SimulateOptions)).rejects.toThrow(message);
    expect(calls).toBe(0);
  });
});

describe('a simulator', () => {
  const must = 'simulator must be a function, or the URL of a module; received';
  it.each<[unknown, string]>([
    [undefined, `${must} undefined`],
    [3, `${must} the number 3`],
    [{}, `${must} an object`],
    ['./own.js', `${must} the string "./own.js" (make it a URL: new URL(path, import.meta.url))`],
  ])('that is none: %j', async (simulator, message) => {
    const given = simulator as Simulator;
    await expect(simulate(prior, given, { count: 3, seed: 1 })).rejects.toThrow(`${message} (simulate).`);
    await expect(checkSimulator(prior, given)).rejects.toThrow(`${message} (checkSimulator).`);
  });
});

/** A prior over [0, 1]² whose draws are as told. */
class Odd extends Distribution {
  readonly dim: number = 2;
  readonly batchShape: Shape = [];
  readonly support: Support = box([0, 0], [1, 1]);
  private readonly draw: (count: number) => tf.Tensor;

  constructor(draw: (count: number) => tf.Tensor) {
    super();
    this.draw = draw;
  }

  protected _sample([count]: Shape, _rng: Rng): tf.Tensor {
    return this.draw(count as number);
  }

  protected _logProb(theta: tf.Tensor): tf.Tensor {
    return tf.sum(tf.zerosLike(theta), -1);
  }
}

describe('a prior', () => {
  const like = (fields: object) => Object.assign(Object.create(prior), fields) as Prior;
  /** A prior that is no subclass of Distribution, whose base would check the shape itself. */
  const drawing = (sample: (shape: number[]) => tf.Tensor) => ({ dim: 2, support: prior.support, sample });
  const nanAt = (count: number, row: number) => {
    return tf.tensor2d(
      Float32Array.from({ length: 2 * count }, (_, i) => (i === 2 * row + 1 ? Number.NaN : 0.5)),
      [count, 2],
    );
  };
  it.each<[string, unknown, string]>([
    ['missing', undefined, 'prior must have a method sample(shape, rng); received undefined'],
    ['no distribution', { dim: 2 }, 'prior must have a method sample(shape, rng); received an object'],
    [
      'without dim',
      { sample: () => tf.zeros([1]) },
      'prior.dim must be an integer from 1; received undefined',
    ],
    [
      'of dim 0',
      { dim: 0, sample: () => tf.zeros([1]) },
      'prior.dim must be an integer from 1; received the number 0',
    ],
    [
      'without support',
      { dim: 2, sample: () => tf.zeros([1]) },
      'prior.support must bound 2 coordinates; received undefined',
    ],
    [
      'of another support',
      { ...prior, dim: 3, sample: () => tf.zeros([1]) },
      'prior.support must bound 3 coordinates; received 2',
    ],
    [
      'drawing lists',
      { dim: 2, support: prior.support, sample: () => [[0, 0]] },
      'prior.sample must return a tensor; received a list',
    ],
    [
      'of scalars',
      drawing(([n = 0]) => tf.fill([n], 0.5)),
      'prior.sample must return shape [3, 2] for 3 draws; received [3]',
    ],
    [
      'transposed',
      drawing(([n = 0]) => tf.fill([2, n], 0.5)),
      'prior.sample must return shape [3, 2] for 3 draws; received [2, 3]',
    ],
    [
      'in batches',
      drawing(([n = 0]) => tf.fill([n, 4, 2], 0.5)),
      'prior.sample must return shape [3, 2] for 3 draws; received [3, 4, 2]',
    ],
    [
      'drawing one',
      drawing(() => tf.fill([1, 2], 0.5)),
      'prior.sample must return shape [3, 2] for 3 draws; received [1, 2]',
    ],
    [
      'drawing NaN',
      new Odd((n) => nanAt(n, 1)),
      'prior.sample must hold finite numbers only; received NaN in row 1, column 1',
    ],
    [
      'drawing infinity',
      new Odd((n) => tf.fill([n, 2], Number.POSITIVE_INFINITY)),
      'prior.sample must hold finite numbers only; received Infinity in row 0, column 0',
    ],
    [
      'leaving its support',
      new Odd((n) => tf.reshape(tf.linspace(0, 1.5, 2 * n), [n, 2])),
      'The prior must draw inside its own support; received [1.2, 1.5] in row 2',
    ],
    ['misnamed', like({ names: ['a'] }), 'names must name each of 2 columns once; received "a"'],
  ])('%s', async (_, odd, message) => {
    const before = tf.memory().numTensors;
    let calls = 0;
    const counting = () => [++calls];
    await expect(simulate(odd as Prior, counting, { count: 3, seed: 1 })).rejects.toThrow(message);
    await expect(checkSimulator(odd as Prior, counting)).rejects.toThrow(message);
    expect([calls, tf.memory().numTensors]).toEqual([0, before]);
  });

  it('is asked once for all rows', async () => {
    const counts: number[] = [];
    const once = new Odd((n) => {
      counts.push(n);
      return tf.fill([n, 2], 0.5);
    });
    await simulate(once, identity, { count: 50, seed: 1 });
    expect(counts).toEqual([50]);
  });
});

describe('checkSimulator', () => {
  it('runs one row and returns nothing when all is well', async () => {
    const seen: number[] = [];
    const simulator: Simulator = (theta) => {
      seen.push(theta.length);
      return theta;
    };
    expect(await checkSimulator(prior, simulator)).toBeUndefined();
    expect(seen).toEqual([2]);
  });

  it('lets a row of NaN pass', async () => {
    expect(await checkSimulator(prior, () => [Number.NaN])).toBeUndefined();
  });

  it('looks at the row that simulate begins with, for the same seed and enough rows', async () => {
    const rows: number[][] = [];
    const simulator: Simulator = (theta, rng) => {
      rows.push([...theta, rng.normal()]);
      return theta;
    };
    await checkSimulator(prior, simulator, { seed: 4 });
    await simulate(prior, simulator, { count: 9, seed: 4 });
    expect(rows[1]).toEqual(rows[0]);
  });

  it.each<[string, unknown, string]>([
    ['returns nothing', () => undefined, 'The simulator must return a list of numbers; received undefined'],
    ['returns a number', () => 1, 'received the number 1 (return [x] for a single number)'],
    ['returns an empty list', () => [], 'received an empty list'],
    ['returns a nested list', () => [[1]], 'received a nested list'],
    ['returns a text', () => ['a'], 'received the string "a" in entry 0'],
    ['throws', () => JSON.parse('{'), 'The simulator must not throw; received SyntaxError: '],
  ])('names a simulator that %s', async (_, simulator, message) => {
    const check = checkSimulator(prior, simulator as Simulator);
    await expect(check).rejects.toMatchObject({ index: 0, partial: undefined });
    await expect(check).rejects.toThrow(message);
    await expect(check).rejects.toThrow(/\(checkSimulator, row 0, theta \[-?[\d.]+, -?[\d.]+\]\)\.$/);
  });

  it('checks xShape, the seed and the signal', async () => {
    await expect(checkSimulator(prior, identity, { xShape: [3] })).rejects.toThrow(
      'The simulator must return 3 numbers for xShape [3]; received 2 (checkSimulator, row 0',
    );
    await expect(checkSimulator(prior, identity, { seed: 0.5 })).rejects.toThrow('seed must be');
    const signal = AbortSignal.abort('no');
    expect(await checkSimulator(prior, identity, { signal }).catch((error) => error)).toBe('no');
  });

  it('asks for a module where there is a timeout', async () => {
    await expect(checkSimulator(prior, identity, { timeout: 5 })).rejects.toThrow(
      'simulator must be the URL of a module to run with a timeout; received a function (checkSimulator).',
    );
  });
});
