import { matrix, normals, Rng, type Simulations } from '@sbi/core';
import { buildFlow, type FlowRecipe, maf } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { make } from './table.ts';
import '@tensorflow/tfjs-backend-cpu';

const small = maf({ transforms: 2, hidden: 4, blocks: 1 });

describe('buildFlow refuses', () => {
  let before = 0;
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  const good: Simulations = {
    theta: matrix([
      [0, 1],
      [1, 2],
      [2, 4],
    ]),
    x: matrix([[1], [2], [3]]),
  };
  const infinite = [Infinity, Infinity];

  it.each<[string | RegExp, unknown, unknown, unknown]>([
    ['recipe must be one, as from maf(); received undefined (buildFlow).', undefined, good, { seed: 1 }],
    [
      'hidden must be an integer from 1 to 4096; received 0 (buildFlow).',
      { ...small, hidden: 0 },
      good,
      { seed: 1 },
    ],
    [
      /^recipe must have at most 100000000 weights; received one of \d+ \(buildFlow\)\.$/,
      { ...small, hidden: 4096, blocks: 4096 },
      good,
      { seed: 1 },
    ],
    [
      'recipe must have at most 10000 weight tensors; received one of 16392 (buildFlow).',
      { ...small, transforms: 4, hidden: 1, blocks: 2046 },
      good,
      { seed: 1 },
    ],
    ['simulations must be { theta, x }; received undefined (buildFlow).', small, undefined, { seed: 1 }],
    [
      /^theta must be a Matrix.*; received \[\] \(buildFlow\)\.$/,
      small,
      { theta: [], x: good.x },
      { seed: 1 },
    ],
    [
      'x must have 3 rows, one for each theta; received 2 rows (buildFlow).',
      small,
      { ...good, x: matrix([[1], [2]]) },
      { seed: 1 },
    ],
    [
      'x must hold finite numbers only; received NaN in row 1, column 0 (buildFlow).',
      small,
      { ...good, x: matrix([[1], [Number.NaN], [3]]) },
      { seed: 1 },
    ],
    [
      'theta must hold finite numbers only; received Infinity in row 0, column 1 (buildFlow).',
      small,
      {
        ...good,
        theta: matrix([
          [1, Infinity],
          [1, 1],
          [2, 2],
        ]),
      },
      { seed: 1 },
    ],
    [
      'simulations must have at least two rows; received 1 (buildFlow).',
      small,
      { theta: matrix([[1]]), x: matrix([[1]]) },
      { seed: 1 },
    ],
    [
      /^xShape must hold 1 numbers, the columns of x; received \[2\]/,
      small,
      { ...good, xShape: [2] },
      { seed: 1 },
    ],
    [
      'xShape must have 1 to 4 axes, none empty; received [] (buildFlow).',
      small,
      { ...good, xShape: [] },
      { seed: 1 },
    ],
    [/^xShape must have 1 to 4 axes, none empty/, small, { ...good, xShape: [1, 1, 1, 1, 1] }, { seed: 1 }],
    [
      'options must be { seed, bounds?, embedding? }; received undefined (buildFlow).',
      small,
      good,
      undefined,
    ],
    [/^seed must be an integer from 0 .*; received undefined/, small, good, {}],
    [/^seed must be an integer from 0 .*; received -1/, small, good, { seed: -1 }],
    [
      'bounds.low must hold 2 numbers, one for each column of theta; received [0] (buildFlow).',
      small,
      good,
      { seed: 1, bounds: { low: [0], high: [9] } },
    ],
    [
      'bounds.high must hold 2 numbers, one for each column of theta; received undefined (buildFlow).',
      small,
      good,
      { seed: 1, bounds: { low: [0, 0] } },
    ],
    [
      'bounds.low must be below bounds.high in float32; received 1 and 1.00000001 at index 1 (buildFlow).',
      small,
      good,
      { seed: 1, bounds: { low: [0, 1], high: [9, 1.00000001] } },
    ],
    [
      /^bounds\.low must be below bounds\.high in float32; received NaN and Infinity at index 0/,
      small,
      good,
      { seed: 1, bounds: { low: [Number.NaN, 0], high: infinite } },
    ],
    [
      /^bounds\.low must be below .*; received Infinity and Infinity at index 0/,
      small,
      good,
      { seed: 1, bounds: { low: infinite, high: infinite } },
    ],
    [
      'theta must lie within the bounds; received 4 in row 2, column 1 (buildFlow).',
      small,
      good,
      { seed: 1, bounds: { low: [0, 0], high: [3, 3] } },
    ],
  ])('%s', (message, recipe, rows, options) => {
    expect(() => buildFlow(recipe as FlowRecipe, rows as Simulations, options as { seed: number })).toThrow(
      message,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('ConditionalFlow refuses', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('tables and weights of other shapes', () => {
    using flow = make({ sides: ['real', 'real'], x: 3 });
    const { flat } = flow.parameters;
    const [theta, x] = [normals([4, 2], Rng.fromSeed(1)), normals([4, 3], Rng.fromSeed(2))];
    const before = tf.memory().numTensors;
    const cases: [() => unknown, string][] = [
      [
        () => flow.prepare(x, x),
        'theta must have shape [..., 2]; received [4, 3] (ConditionalFlow.prepare).',
      ],
      [
        () => flow.prepare(theta, theta),
        'x must have shape [..., 3]; received [4, 2] (ConditionalFlow.prepare).',
      ],
      [() => tf.tidy(() => flow.prepare(tf.zeros([2]), x)), 'theta must have shape [rows, 2]; received [2]'],
      [
        () => tf.tidy(() => flow.prepare(tf.zeros([2, 2, 2]), x)),
        'theta must have shape [rows, 2]; received [2, 2, 2]',
      ],
      [
        () => tf.tidy(() => flow.prepare(theta, tf.zeros([5, 3]))),
        'x must have shape [4, 3]; received [5, 3]',
      ],
      [() => tf.tidy(() => flow.prepare(theta, tf.zeros([3]))), 'x must have shape [4, 3]; received [3]'],
      [
        () => flow.residualLogProb(theta, theta, x),
        `flat must have shape [..., ${flat.size}]; received [4, 2] (ConditionalFlow.residualLogProb).`,
      ],
      [() => flow.residualLogProb(flat, x, x), 'residual must have shape [..., 2]; received [4, 3]'],
      [
        () => flow.residualLogProb(flat, theta, theta),
        'context must have shape [4, 3]; received [4, 2] (ConditionalFlow.residualLogProb).',
      ],
      [
        () => tf.tidy(() => flow.residualLogProb(flat, theta, tf.zeros([3, 3]))),
        'context must have shape [4, 3]; received [3, 3] (ConditionalFlow.residualLogProb).',
      ],
      [
        () => flow.residualLogProb(flat, theta, [0] as never),
        'context must have shape [4, 3]; received [0] (ConditionalFlow.residualLogProb).',
      ],
    ];
    for (const [call, message] of cases) expect(call).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([theta, x]);
  });
});
