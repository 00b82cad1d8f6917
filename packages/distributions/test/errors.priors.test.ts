import { matrix, matrixOf, Rng } from '@sbi/core';
import * as sbi from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { anything, itSays, messageOf } from './message.ts';

const { Beta, BoxUniform, box, DiagNormal, Empirical, Exp, Gamma, LogUniform, Mixture } = sbi;
const { restricted, StudentT, Transformed, Truncated } = sbi;
const unit = () => new BoxUniform([0, 0], [1, 1]);

describe('priors say what must hold', () => {
  itSays([
    ['concentration must be positive in float32; received 0 at index 0 (Gamma).', () => new Gamma(0, 1)],
    ['rate must be positive in float32; received -1 at index 1 (Gamma).', () => new Gamma(2, [1, -1])],
    ['rate must have length 2, as concentration; received 3 (Gamma).', () => new Gamma([1, 1], [1, 1, 1])],
    [
      'rate must be a number or a list of numbers; received undefined (Gamma).',
      () => new Gamma(2, anything(undefined)),
    ],
    [
      'concentration must hold finite float32 numbers only; received NaN at index 0 (Gamma).',
      () => new Gamma(NaN, 1),
    ],
    ['concentration must hold at least one number; received none (Gamma).', () => new Gamma([], 1)],
    ['alpha must be positive in float32; received -2 at index 0 (Beta).', () => new Beta(-2, 1)],
    ['beta must be positive in float32; received 0 at index 0 (Beta).', () => new Beta(1, 0)],
    ['df must be at least 0.5; received 0.1 at index 0 (StudentT).', () => new StudentT(0.1, 0, 1)],
    ['scale must be positive in float32; received 0 at index 0 (StudentT).', () => new StudentT(3, 0, 0)],
    ['low must be positive in float32; received 0 at index 0 (LogUniform).', () => new LogUniform(0, 1)],
    [
      'low must be below high in float32; received low 2, high 1 at index 0 (LogUniform).',
      () => new LogUniform(2, 1),
    ],
    ['scale must be positive in float32; received -1 at index 0 (DiagNormal).', () => sbi.halfNormal(-1)],
    ['rate must be positive in float32; received 0 at index 0 (Gamma).', () => sbi.exponential(0)],
    ['components must be a list of at least one distribution; received [] (Mixture).', () => new Mixture([])],
    ['component 1 must be a Distribution; received 2 (Mixture).', () => new Mixture([unit(), anything(2)])],
    [
      'component 1 must have dim 2, as component 0; received dim 1 (Mixture).',
      () => new Mixture([unit(), new Gamma(1, 1)]),
    ],
    [
      'weights must hold 2 numbers, one for each component; received 1 (Mixture).',
      () => new Mixture([unit(), unit()], [1]),
    ],
    [
      'weights must be positive in float32; received 0 at index 1 (Mixture).',
      () => new Mixture([unit(), unit()], [1, 0]),
    ],
    [
      'component 0 must have batch shape []; received [4] (Mixture).',
      () => sbi.inScope(() => new Mixture([new DiagNormal(tf.zeros([4, 2]), 1)])),
    ],
    [
      'region must be a support, as box(low, high); received [0, 1] (Truncated).',
      () => new Truncated(new Gamma(1, 1), anything([0, 1])),
    ],
    ['base must be a Distribution; received 1 (Truncated).', () => new Truncated(anything(1), box([0], [1]))],
    [
      'region must bound 2 coordinates, as the base has; received 1 (Truncated).',
      () => new Truncated(unit(), box([0], [1])),
    ],
    [
      'region must meet the support of the base, 0 … 1 at index 1; received 2 … 3 (Truncated).',
      () => new Truncated(unit(), box([0, 2], [1, 3])),
    ],
    [
      'region must hold a thousandth of coordinate 0 of the base at least; received 0.00023 (Truncated).',
      () => new Truncated(new DiagNormal(0, 1), box([3.5], [Infinity])),
    ],
    [
      'region must hold a thousandth of the base at least; received 0.0 (Truncated).',
      () =>
        new Truncated(
          unit(),
          restricted(box([0, 0], [1, 1]), 'nothing', () => false),
        ),
    ],
    [
      'base must draw plain numbers (drawRows), as families of numbers do: truncate first, transform then; received Transformed (Truncated).',
      () => new Truncated(new Transformed(new DiagNormal(0, 1), new Exp()), box([1], [2])),
    ],
    [
      'base must have batch shape []; received [4] (Truncated).',
      () => sbi.inScope(() => new Truncated(new DiagNormal(tf.zeros([4, 2]), 1), box([0, 0], [1, 1]))),
    ],
    [
      'draws must have at least one row; received none (Empirical).',
      () => new Empirical(matrixOf(new Float32Array(), 2)),
    ],
    ['draws must be finite; received NaN in row 1 (Empirical).', () => new Empirical([[1], [NaN]])],
    [
      'draws must be a Matrix, as from matrix(rows); received undefined (Empirical).',
      () => new Empirical(anything(undefined)),
    ],
    [
      'Every row of draws must lie in the support; row 1 does not (Empirical).',
      () => new Empirical([[1], [-1]], box([0], [2])),
    ],
    [
      'support must be a support, as box(low, high); received [0, 1] (Empirical).',
      () => new Empirical([[1]], anything([0, 1])),
    ],
    [
      'kind must be none of the built-in ones; received "gamma" (registerDistribution).',
      () => sbi.registerDistribution('gamma', () => unit()),
    ],
    [
      'kind must be a name; received "" (registerDistribution).',
      () => sbi.registerDistribution('', () => unit()),
    ],
    [
      'read must be a function from the fields of a recipe to a distribution; received undefined (registerDistribution).',
      () => sbi.registerDistribution('mine', anything(undefined)),
    ],
  ]);
});

describe('what has no log-density says why', () => {
  it('Empirical', () => {
    const theta = tf.zeros([2, 1]);
    const p = new Empirical([[1], [2]]);
    expect(messageOf(() => p.logProb(theta), 'density')).toBe(
      'An Empirical has no log-density: it is known only by its 2 draws. Fit a family to them where a density is needed (Empirical.logProb).',
    );
    theta.dispose();
  });

  it('Truncated by a predicate that is not there for tensors', () => {
    const theta = tf.zeros([2, 2]);
    const p = new Truncated(
      unit(),
      restricted(box([0, 0], [1, 1]), 'below', ([a = 0, b = 0]) => a < b),
    );
    expect(messageOf(() => p.logProb(theta), 'density')).toBe(
      'The log-density of a Truncated needs its predicate "below" for tensors too, which are not read: pass a mask, restricted(box, name, accepts, mask).',
    );
    theta.dispose();
  });

  it('a predicate that changes its mind ends a draw', () => {
    let calls = 0;
    const fickle = restricted(box([0, 0], [1, 1]), 'fickle', () => calls++ < 20_480);
    const p = new Truncated(unit(), fickle);
    expect(messageOf(() => p.sample(10, Rng.fromSeed(1)), 'acceptance')).toMatch(
      /^A predicate must accept the same points at every call; 0 of 10 draws were found where it was a share of 1 before/,
    );
  });
});

describe('hostile recipes', () => {
  const refusal = (recipe: unknown) => messageOf(() => sbi.distributionFrom(recipe), 'serialization');
  const base = { kind: 'gamma', concentration: 2, rate: 1 };
  const support = { kind: 'box', low: [0], high: [null] };
  it.each<[string, unknown]>([
    [
      'distribution.rate must be a number or a list of numbers; received nothing.',
      { kind: 'gamma', concentration: 1 },
    ],
    [
      'distribution (gamma) cannot be built: rate must be positive in float32; received 0 at index 0 (Gamma).',
      { kind: 'gamma', concentration: 1, rate: 0 },
    ],
    [
      'distribution.components must be a list of recipes; received an object.',
      { kind: 'mixture', components: {} },
    ],
    [
      'distribution.weights must be a number or a list of numbers; received nothing.',
      { kind: 'mixture', components: [base] },
    ],
    ['distribution.support must be an object with a kind; received nothing.', { kind: 'truncated', base }],
    ['distribution.base must be an object with a kind; received nothing.', { kind: 'truncated', support }],
    [
      'distribution (truncated) cannot be built: region must bound 1 coordinates, as the base has; received 2 (Truncated).',
      { kind: 'truncated', base, support: { kind: 'box', low: [0, 0], high: [1, 1] } },
    ],
    [
      'distribution.base.base must not nest deeper than 2 recipes of kind truncated.',
      {
        kind: 'truncated',
        support,
        base: { kind: 'truncated', support, base: { kind: 'truncated', support, base } },
      },
    ],
    [
      'distribution.draws must be a list of rows of numbers; received [1, 2].',
      { kind: 'empirical', draws: [1, 2], support },
    ],
    [
      'distribution (empirical) cannot be built: row 1 must hold 1 numbers, as the first; received [1, 2] (matrix).',
      { kind: 'empirical', draws: [[1], [1, 2]], support },
    ],
    [
      'distribution.names must be a list of texts; received [1].',
      { kind: 'empirical', draws: [[1]], names: [1], support },
    ],
    [
      'distribution (empirical) cannot be built: names must name each of 1 columns once; received "a", "b" (matrixOf).',
      { kind: 'empirical', draws: [[1]], names: ['a', 'b'], support },
    ],
    [
      'distribution.support.name must name one of the predicates given (none), which no file can carry; received "x".',
      { kind: 'truncated', base, support: { kind: 'restricted', low: [0], high: [1], name: 'x' } },
    ],
  ])('%s', (message, recipe) => {
    expect(refusal(recipe)).toBe(message);
  });
});

describe('names and data', () => {
  it('go with a truncation, a mixture and a table of draws', () => {
    const joint = () => new sbi.Joint({ a: new Gamma(1, 1), b: new Beta([1, 1], [1, 2]) });
    expect(new Truncated(joint(), box([0, 0, 0], [1, 1, 0.5])).names).toEqual(['a', 'b_1', 'b_2']);
    expect(new Mixture([joint(), joint()]).names).toEqual(['a', 'b_1', 'b_2']);
    expect(new Empirical(matrix([[1, 2]], ['u', 'v'])).names).toEqual(['u', 'v']);
    expect(new Gamma(1, 1).names).toBe(undefined);
  });

  it('of a large table do not travel', () => {
    const draws = matrixOf(new Float32Array(100_002), 2);
    expect(new Empirical(draws).recipe).toBe(undefined);
    expect(new Empirical(matrixOf(new Float32Array(100_000), 2)).recipe).toBeDefined();
  });

  it('cut twice to boxes is one cut', () => {
    const twice = new Truncated(new Truncated(new DiagNormal(0, 1), box([-1], [3])), box([0], [2]));
    const once = new Truncated(new DiagNormal(0, 1), box([0], [2]));
    expect(twice.recipe).toEqual(once.recipe);
    expect(twice.mass).toBe(once.mass);
    expect(once.massError).toBe(0);
  });
});
