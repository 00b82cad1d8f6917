import { Rng } from '@sbi/core';
import {
  BoxUniform,
  bijectorFrom,
  box,
  DiagNormal,
  Distribution,
  describeDistribution,
  describeSupport,
  distributionFrom,
  Exp,
  inScope,
  Joint,
  LogNormal,
  MultivariateNormal,
  realSpace,
  restricted,
  supportFrom,
  Transformed,
} from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { messageOf } from './message.ts';

const refusalOf = (compute: () => unknown) => messageOf(compute, 'serialization');

class Own extends Distribution {
  readonly dim = 1;
  readonly batchShape = [];
  readonly support = realSpace(1);
  protected _sample(): tf.Tensor {
    return tf.zeros([1]);
  }
  protected _logProb(theta: tf.Tensor): tf.Tensor {
    return tf.sum(theta, -1);
  }
}

describe('a recipe is the data that was given, and nothing else', () => {
  it.each<[string, Distribution, unknown]>([
    [
      'BoxUniform',
      new BoxUniform([0.1, -2], [0.3, 2]),
      { kind: 'boxUniform', low: [0.1, -2], high: [0.3, 2] },
    ],
    ['one number for all', new BoxUniform(0, [1, 2]), { kind: 'boxUniform', low: [0, 0], high: [1, 2] }],
    ['DiagNormal', new DiagNormal([0.1, 1], 2), { kind: 'diagNormal', loc: [0.1, 1], scale: [2, 2] }],
    ['LogNormal', new LogNormal(-0.9, 0.5), { kind: 'logNormal', loc: [-0.9], scale: [0.5] }],
    [
      'MultivariateNormal',
      new MultivariateNormal(
        [0.1, 0],
        [
          [2, 0.3],
          [0.3, 1],
        ],
      ),
      {
        kind: 'multivariateNormal',
        loc: [0.1, 0],
        covariance: [
          [2, 0.3],
          [0.3, 1],
        ],
      },
    ],
    [
      'Joint, in the order of its keys',
      new Joint({ b: new BoxUniform(0, 1), a: new LogNormal(0, 1) }),
      {
        kind: 'joint',
        parts: {
          b: { kind: 'boxUniform', low: [0], high: [1] },
          a: { kind: 'logNormal', loc: [0], scale: [1] },
        },
      },
    ],
    [
      'Transformed',
      new Transformed(new BoxUniform(0, 1), new Exp()),
      { kind: 'transformed', base: { kind: 'boxUniform', low: [0], high: [1] }, bijector: { kind: 'exp' } },
    ],
  ])('%s', (_, distribution, recipe) => {
    expect(JSON.stringify(describeDistribution(distribution))).toBe(JSON.stringify(recipe));
  });

  it('takes one number where a list may stand', () => {
    expect(distributionFrom({ kind: 'boxUniform', low: 0, high: [1, 2] }).dim).toBe(2);
  });

  it('keeps names that JavaScript objects treat as special', () => {
    const text = '{"kind":"joint","parts":{"__proto__":{"kind":"boxUniform","low":[0],"high":[1]}}}';
    const prior = distributionFrom(JSON.parse(text));
    expect(prior.names).toEqual(['__proto__']);
    expect(JSON.stringify(prior.recipe)).toBe(text);
  });

  it('is not there for an own class, nor for tensors, nor for what contains such a one', () => {
    const ofTensors = inScope(() => new DiagNormal(tf.zeros([2]), 1));
    for (const p of [
      new Own(),
      ofTensors,
      new Joint({ a: new Own() }),
      new Transformed(new Own(), new Exp()),
    ]) {
      expect(p.recipe).toBe(undefined);
    }
    ofTensors.dispose();
    expect(refusalOf(() => describeDistribution(new Own()))).toBe(
      'The distribution must have a recipe, as built-in ones made of numbers do, to become plain data; received Own (describeDistribution).',
    );
  });
});

describe('what is no recipe is refused in one line', () => {
  const kinds =
    'boxUniform, diagNormal, logNormal, logUniform, gamma, beta, studentT, multivariateNormal, joint, mixture, truncated, empirical, transformed, or be registered first by registerDistribution';
  const deep = (levels: number): unknown =>
    levels === 0 ? { kind: 'exp' } : { kind: 'inverse', bijector: deep(levels - 1) };
  const base = { kind: 'boxUniform', low: [0], high: [1] };
  it.each<[string, unknown]>([
    ['distribution must be an object with a kind; received nothing.', undefined],
    ['distribution must be an object with a kind; received null.', null],
    ['distribution must be an object with a kind; received [1, 2].', [1, 2]],
    ['distribution must be an object with a kind; received "boxUniform".', 'boxUniform'],
    [`distribution.kind must be one of ${kinds}; received nothing.`, {}],
    [`distribution.kind must be one of ${kinds}; received "gaussian".`, { kind: 'gaussian' }],
    [`distribution.kind must be one of ${kinds}; received "toString".`, { kind: 'toString' }],
    [`distribution.kind must be one of ${kinds}; received 1.`, { kind: 1 }],
    [
      'distribution.high must be a number or a list of numbers; received nothing.',
      { kind: 'boxUniform', low: [0] },
    ],
    [
      'distribution.low must be a number or a list of numbers; received a list of 2 entries.',
      { kind: 'boxUniform', low: [0, 'x'], high: [1, 1] },
    ],
    [
      'distribution.low must be a number or a list of numbers; received an object.',
      { kind: 'boxUniform', low: { length: 4294967295 }, high: [1] },
    ],
    [
      'distribution.low must be a number or a list of numbers; received a list of 1 entries.',
      { kind: 'boxUniform', low: [null], high: [1] },
    ],
    [
      'distribution (boxUniform) cannot be built: low must be below high in float32; received low 1, high 0 at index 0 (BoxUniform).',
      { kind: 'boxUniform', low: [1], high: [0] },
    ],
    [
      'distribution.covariance must be a list of rows of numbers; received [1].',
      { kind: 'multivariateNormal', loc: [0], covariance: [1] },
    ],
    ['distribution.parts must be an object of recipes; received [].', { kind: 'joint', parts: [] }],
    [
      'distribution (joint) cannot be built: parts must hold at least one distribution; received none (Joint).',
      { kind: 'joint', parts: {} },
    ],
    [
      'distribution.parts.beta (logNormal) cannot be built: scale must be positive in float32; received -1 at index 0 (LogNormal).',
      { kind: 'joint', parts: { beta: { kind: 'logNormal', loc: 0, scale: -1 } } },
    ],
    ['distribution.bijector must be an object with a kind; received nothing.', { kind: 'transformed', base }],
    [
      'distribution.bijector.parts must be a list of recipes; received nothing.',
      { kind: 'transformed', base, bijector: { kind: 'chain' } },
    ],
    [
      'distribution.bijector.bijector.bijector.… must not nest deeper than 32 recipes.',
      { kind: 'transformed', base, bijector: deep(40) },
    ],
  ])('%s', (message, recipe) => {
    expect(refusalOf(() => distributionFrom(recipe))).toBe(message);
  });

  it('likewise of bijectors', () => {
    expect(refusalOf(() => bijectorFrom({ kind: 'halfLine', end: 0, direction: 2 }))).toBe(
      'bijector (halfLine) cannot be built: direction must be 1 or -1; received 2 (HalfLine).',
    );
  });

  it('disposes nothing and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    refusalOf(() => distributionFrom({ kind: 'joint', parts: { a: base, b: 1 } }));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a support as data', () => {
  it('goes through JSON', () => {
    const support = box([0, -Infinity, 0.1], [Infinity, 2, 0.2]);
    expect(supportFrom(JSON.parse(JSON.stringify(describeSupport(support))))).toEqual(support);
  });

  it('brings a predicate by its name', () => {
    const positive = (theta: Float32Array) => (theta[0] ?? 0) + (theta[1] ?? 0) > 0;
    const recipe = JSON.parse(
      JSON.stringify(describeSupport(restricted(box([-1, -1], [1, 1]), 'half', positive))),
    );
    expect(recipe).toEqual({ kind: 'restricted', low: [-1, -1], high: [1, 1], name: 'half' });
    const support = supportFrom(recipe, { half: positive });
    expect(support.kind === 'restricted' && support.accepts(Float32Array.of(0.5, 0))).toBe(true);
    expect(refusalOf(() => supportFrom(recipe))).toBe(
      'support.name must name one of the predicates given (none), which no file can carry; received "half".',
    );
    expect(refusalOf(() => supportFrom({ ...recipe, name: 'toString' }, { half: positive }))).toBe(
      'support.name must name one of the predicates given (half), which no file can carry; received "toString".',
    );
  });

  it.each<[string, unknown]>([
    ['support must be an object with a kind; received 1.', 1],
    ['support.kind must be one of box, restricted; received "ball".', { kind: 'ball', low: [0], high: [1] }],
    ['support.low must be a list of numbers, null where unbounded; received nothing.', { kind: 'box' }],
    [
      'support.high must be a list of numbers, null where unbounded; received a list of 1 entries.',
      { kind: 'box', low: [0], high: ['1'] },
    ],
    [
      'support (box) cannot be built: low must be below high in float32; received low 2, high 1 at index 0 (box).',
      { kind: 'box', low: [2], high: [1] },
    ],
    ['support.name must be text; received nothing.', { kind: 'restricted', low: [0], high: [1] }],
  ])('%s', (message, recipe) => {
    expect(refusalOf(() => supportFrom(recipe))).toBe(message);
  });
});

it('gives the same draws after a journey through text', async () => {
  const prior = new Joint({ beta: new LogNormal(-0.9, 0.5), gamma: new BoxUniform(0, 1) });
  const again = distributionFrom(JSON.parse(JSON.stringify(prior.recipe)));
  const [a, b] = [prior.sample(5, Rng.fromSeed(1)), again.sample(5, Rng.fromSeed(1))];
  expect(Array.from(await a.data())).toEqual(Array.from(await b.data()));
  tf.dispose([a, b]);
});
