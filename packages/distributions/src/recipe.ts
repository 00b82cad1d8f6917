import { describeValue, matrix, SerializationError, ShapeError } from '@sbi/core';
import type { Bijector } from './bijector.ts';
import { Affine } from './bijectors/affine.ts';
import { Chain } from './bijectors/chain.ts';
import { Exp } from './bijectors/exp.ts';
import { HalfLine } from './bijectors/halfLine.ts';
import { Identity } from './bijectors/identity.ts';
import { Interval } from './bijectors/interval.ts';
import { Inverse } from './bijectors/inverse.ts';
import { LowerUpper } from './bijectors/lowerUpper.ts';
import { Permute } from './bijectors/permute.ts';
import { RationalQuadraticSpline } from './bijectors/rationalQuadraticSpline.ts';
import { Softplus } from './bijectors/softplus.ts';
import { Stack } from './bijectors/stack.ts';
import { TriangularAffine } from './bijectors/triangularAffine.ts';
import type { Distribution } from './distribution.ts';
import { Beta } from './families/beta.ts';
import { BoxUniform } from './families/boxUniform.ts';
import { DiagNormal } from './families/diagNormal.ts';
import { Empirical } from './families/empirical.ts';
import { Gamma } from './families/gamma.ts';
import { Joint } from './families/joint.ts';
import { LogNormal } from './families/logNormal.ts';
import { LogUniform } from './families/logUniform.ts';
import { Mixture } from './families/mixture.ts';
import { MultivariateNormal } from './families/multivariateNormal.ts';
import { StudentT } from './families/studentT.ts';
import { Transformed } from './families/transformed.ts';
import { Truncated } from './families/truncated.ts';
import { RecipeFields } from './recipeFields.ts';
import { type Predicates, readSupport } from './supportRecipe.ts';

/** A distribution as plain JSON: what a file holds and `distributionFrom` reads. */
export interface DistributionRecipe {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** A bijector as plain JSON. */
export interface BijectorRecipe {
  readonly kind: string;
  readonly [field: string]: unknown;
}

type Reader<T> = (fields: RecipeFields) => T;

const distributions: Readonly<Record<string, Reader<Distribution>>> = {
  boxUniform: (fields) => new BoxUniform(fields.numbers('low'), fields.numbers('high')),
  diagNormal: (fields) => new DiagNormal(fields.numbers('loc'), fields.numbers('scale')),
  logNormal: (fields) => new LogNormal(fields.numbers('loc'), fields.numbers('scale')),
  logUniform: (fields) => new LogUniform(fields.numbers('low'), fields.numbers('high')),
  gamma: (fields) => new Gamma(fields.numbers('concentration'), fields.numbers('rate')),
  beta: (fields) => new Beta(fields.numbers('alpha'), fields.numbers('beta')),
  studentT: (fields) => new StudentT(fields.numbers('df'), fields.numbers('loc'), fields.numbers('scale')),
  multivariateNormal: (fields) => new MultivariateNormal(fields.numbers('loc'), fields.rows('covariance')),
  joint: (fields) => {
    const parts = fields.innerRecord('parts').map(([name, part]) => [name, readDistribution(part)] as const);
    return new Joint(Object.fromEntries(parts));
  },
  mixture: (fields) =>
    new Mixture(fields.innerList('components').map(readDistribution), [fields.numbers('weights')].flat()),
  truncated: (fields) => {
    fields.expectNestedAtMost(2);
    return new Truncated(readDistribution(fields.inner('base')), readSupport(fields.inner('support')));
  },
  empirical: (fields) =>
    new Empirical(matrix(fields.rows('draws'), fields.texts('names')), readSupport(fields.inner('support'))),
  transformed: (fields) =>
    new Transformed(readDistribution(fields.inner('base')), readBijector(fields.inner('bijector'))),
};

const bijectors: Readonly<Record<string, Reader<Bijector>>> = {
  identity: () => new Identity(),
  exp: () => new Exp(),
  softplus: () => new Softplus(),
  affine: (fields) => new Affine(fields.numbers('shift'), fields.numbers('scale')),
  triangularAffine: (fields) => new TriangularAffine(fields.numbers('shift'), fields.rows('lower')),
  lowerUpper: (fields) => new LowerUpper(fields.rows('packed'), fields.numbers('bias')),
  rationalQuadraticSpline: (fields) =>
    new RationalQuadraticSpline(fields.rows('parameters'), fields.number('bound')),
  halfLine: (fields) => new HalfLine(fields.numbers('end'), fields.numbers('direction') as 1 | -1),
  interval: (fields) => new Interval(fields.numbers('low'), fields.numbers('high')),
  permute: (fields) => new Permute([fields.numbers('order')].flat()),
  inverse: (fields) => new Inverse(readBijector(fields.inner('bijector'))),
  chain: (fields) => new Chain(fields.innerList('parts').map(readBijector)),
  stack: (fields) => new Stack(fields.innerList('parts').map(readBijector), [fields.numbers('dims')].flat()),
};

const REGISTER = ', or be registered first by registerDistribution';

const registered = new Map<string, Reader<Distribution>>();

/**
 * Makes a family of your own known under the kind of its recipe: from then on files that name it can be read, alone or as a
 * part of others. Once more with the same kind replaces it.
 *
 * `read` builds one from the fields of a recipe, which may hold anything: `number`, `numbers`, `rows` and `text` give a
 * field or throw, and what the constructor throws is told as a fault of the file. The class gives its recipe by the
 * getter `recipe`.
 *
 * @throws ShapeError for a kind that is built in, or no name
 * @example
 * import { BoxUniform, distributionFrom, registerDistribution } from '@sbi/distributions';
 * class Unit extends BoxUniform {
 *   get recipe() {
 *     return { kind: 'unit', dim: this.dim };
 *   }
 * }
 * registerDistribution('unit', (fields) => new Unit(0, new Array(fields.number('dim')).fill(1)));
 * console.log(distributionFrom({ kind: 'unit', dim: 3 }).dim); // → 3
 */
export function registerDistribution(kind: string, read: (fields: RecipeFields) => Distribution): void {
  const where = 'registerDistribution';
  if (typeof kind !== 'string' || kind === '') {
    throw new ShapeError('kind', 'be a name', describeValue(kind), where);
  }
  if (Object.hasOwn(distributions, kind)) {
    throw new ShapeError('kind', 'be none of the built-in ones', describeValue(kind), where);
  }
  if (typeof read !== 'function') {
    const expected = 'be a function from the fields of a recipe to a distribution';
    throw new ShapeError('read', expected, describeValue(read), where);
  }
  registered.set(kind, read);
}

/**
 * A distribution as plain data, which `distributionFrom` turns back into it.
 *
 * @throws SerializationError for an own class without a `recipe`, or one made of tensors: it travels as its `describeSupport`
 * @example
 * import { BoxUniform, describeDistribution } from '@sbi/distributions';
 * console.log(JSON.stringify(describeDistribution(new BoxUniform([0, 0], [1, 2])))); // → {"kind":"boxUniform","low":[0,0],"high":[1,2]}
 */
export function describeDistribution(distribution: Distribution): DistributionRecipe {
  if (distribution.recipe) return distribution.recipe;
  throw new SerializationError(
    `The distribution must have a recipe, as built-in ones made of numbers do, to become plain data; received ${distribution.constructor.name} (describeDistribution).`,
  );
}

/**
 * The distribution of a recipe, from a file say: data is read, nothing is executed.
 *
 * @param predicates what a restricted region is completed with, under its name
 * @throws SerializationError saying which field must hold what, for anything that is no recipe
 * @example
 * import { distributionFrom } from '@sbi/distributions';
 * const parts = { beta: { kind: 'logNormal', loc: -0.9, scale: 0.5 }, gamma: { kind: 'boxUniform', low: 0, high: 1 } };
 * console.log(distributionFrom({ kind: 'joint', parts }).names.join(' ')); // → beta gamma
 */
export function distributionFrom(recipe: unknown, predicates: Predicates = {}): Distribution {
  return readDistribution(new RecipeFields(recipe, 'distribution', predicates));
}

/** The bijector of a recipe. @throws SerializationError as `distributionFrom` */
export function bijectorFrom(recipe: unknown): Bijector {
  return readBijector(new RecipeFields(recipe, 'bijector'));
}

function readDistribution(fields: RecipeFields): Distribution {
  return fields.build(fields.pick({ ...distributions, ...Object.fromEntries(registered) }, REGISTER));
}

function readBijector(fields: RecipeFields): Bijector {
  return fields.build(fields.pick(bijectors));
}
