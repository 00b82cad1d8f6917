import { Rng, type Shape, toMatrix } from '@sbi/core';
import { type Check, expectClose, expectThrows, readAll, readOne } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { contains, type Distribution, distributionFrom, type Predicates } from '../index.ts';
import { checkOf, expectFinite, expectOwnsTwice, expectShape } from './compare.ts';
import { centralDifferences } from './differences.ts';
import { expectFieldGradients } from './fieldGradients.ts';
import {
  expectIntegralOne,
  expectMoments,
  expectZeroWhereRefused,
  type Weighed,
  weigh,
} from './importance.ts';
import { lifetimeChecks } from './lifetime.ts';
import { intervalsAreRight, plainDrawsAgree } from './plainDraws.ts';

/** What `distributionChecks` takes. */
export interface DistributionCheckOptions {
  /** Largest difference of two log-densities, in units of max(1, |expected|). */
  readonly tolerance?: number;
  /** What a recipe with a predicate is completed with. */
  readonly predicates?: Predicates;
  /** Whether it has a log-density, as all but `Empirical` have; without one it must throw, and say so. */
  readonly density?: boolean;
  /** The streams that statistics are drawn from. */
  readonly seeds?: readonly number[];
  /** The share of points at which gradients must equal differences (1); less where the density has kinks, as at knots. */
  readonly smooth?: number;
}

const SHAPES: readonly Shape[] = [[], [4], [4, 3]];

/**
 * The questions that every distribution answers; each check has a name and needs no test runner.
 *
 * Statistical checks allow 4.5 of their own standard errors and run on fixed seeds.
 *
 * @param make makes a new one; each check disposes its own
 * @example
 * import '@tensorflow/tfjs-backend-cpu';
 * import { DiagNormal } from '@sbi/distributions';
 * import { distributionChecks } from '@sbi/distributions/testing';
 * for (const { run } of distributionChecks(() => new DiagNormal([0, 1], [1, 2]))) await run();
 */
export function distributionChecks(
  make: () => Distribution,
  options: DistributionCheckOptions = {},
): readonly Check[] {
  const { tolerance = 1e-4, seeds = [1, 2], density = true, predicates = {}, smooth = 1 } = options;
  const check = (name: string, ask: (p: Distribution) => void | Promise<void>) => checkOf(make, name, ask);
  const weighed = new Map<number, Promise<readonly Weighed[]>>();
  const statistic = (name: string, ask: (members: readonly Weighed[], dim: number) => void) =>
    check(name, async (p) => {
      for (const seed of seeds) {
        if (!weighed.has(seed)) weighed.set(seed, weigh(p, seed));
        ask(await (weighed.get(seed) as Promise<readonly Weighed[]>), p.dim);
      }
    });
  const draws = [
    check('shapes are [...shape, ...batchShape, dim]', (p) => shapesAreRight(p, density)),
    check('the same seed gives the same draws, whatever was forked', drawsFollowSeeds),
    check('plain draws follow the law of draws', plainDrawsAgree),
    check('leaves exactly its result', (p) => ownsResults(p, density)),
    check('refuses wrong arguments by name', refusesWrongArguments),
    check('draws lie in the support', drawsAreSupported),
    check('its recipe makes it anew', (p) => recipeRoundTrip(p, density, predicates)),
    ...lifetimeChecks(make, (p) => p.sample(3, Rng.fromSeed(1))),
  ];
  if (!density) return [...draws, check('says that it has no log-density', hasNoDensity)];
  return [
    ...draws,
    check('sampleAndLogProb agrees with sample and logProb', (p) => pairAgrees(p, tolerance)),
    check('the density is 0 off the support and at NaN, never NaN', isZeroOffSupport),
    statistic('the density is 0 where the support refuses', expectZeroWhereRefused),
    statistic('the density integrates to 1', expectIntegralOne),
    statistic('draws have the moments of the density', expectMoments),
    check('probabilities of intervals are shares of draws', intervalsAreRight),
    check('the gradient of logProb equals central differences', (p) => gradientIsRight(p, smooth)),
    check('gradients reach every tensor it holds', gradientsReachFields),
  ];
}

function shapesAreRight(p: Distribution, density: boolean): void {
  for (const shape of [...SHAPES, [0]]) {
    const lead = [...shape, ...p.batchShape];
    expectShape(() => p.sample(shape, Rng.fromSeed(1)), [...lead, p.dim], `sample([${shape}])`);
    if (!density) continue;
    const scored = () => tf.tidy(() => p.logProb(p.sample(shape, Rng.fromSeed(1))));
    expectShape(scored, lead, `logProb of sample([${shape}])`);
    for (const [i, tail] of [[p.dim], []].entries()) {
      const compute = () => tf.tidy(() => p.sampleAndLogProb(shape, Rng.fromSeed(1))[i] as tf.Tensor);
      expectShape(compute, [...lead, ...tail], `sampleAndLogProb([${shape}])[${i}]`);
    }
  }
  expectShape(() => p.sample(5, Rng.fromSeed(1)), [5, ...p.batchShape, p.dim], 'sample(5)');
  if (p.names && p.names.length !== p.dim) throw new Error(`names: ${p.names.length} for dim ${p.dim}.`);
}

async function drawsFollowSeeds(p: Distribution): Promise<void> {
  const used = Rng.fromSeed(7);
  used.normal();
  const rng = Rng.fromSeed(7);
  const [first, second, other, again] = (await readAll(() => [
    p.sample(8, Rng.fromSeed(7).fork('a')),
    p.sample(8, used.fork('a')),
    p.sample(8, Rng.fromSeed(7).fork('b')),
    tf.stack([p.sample(8, rng), p.sample(8, rng)]),
  ])) as [Float32Array, Float32Array, Float32Array, Float32Array];
  expectClose(second, first, 0, 'draws of the same stream');
  if (other.every((value, i) => value === first[i])) throw new Error('fork: another label, the same draws.');
  const half = again.length / 2;
  if (again.slice(0, half).every((value, i) => value === again[half + i])) {
    throw new Error('rng: drawing twice from one stream gave the same draws.');
  }
}

async function pairAgrees(p: Distribution, tolerance: number): Promise<void> {
  const [theta, drawn, paired, scored] = (await readAll(() => {
    const [theta, paired] = p.sampleAndLogProb([20], Rng.fromSeed(3));
    return [theta, p.sample([20], Rng.fromSeed(3)), paired, p.logProb(theta)];
  })) as [Float32Array, Float32Array, Float32Array, Float32Array];
  expectClose(theta, drawn, 0, 'draws of sampleAndLogProb');
  expectClose(paired, scored, tolerance, 'log-densities of sampleAndLogProb');
}

async function ownsResults(p: Distribution, density: boolean): Promise<void> {
  const theta = p.sample(4, Rng.fromSeed(1));
  await expectOwnsTwice(1, () => p.sample(4, Rng.fromSeed(1)), 'sample');
  if (density) {
    await expectOwnsTwice(1, () => p.logProb(theta), 'logProb');
    await expectOwnsTwice(2, () => p.sampleAndLogProb(4, Rng.fromSeed(1)), 'sampleAndLogProb');
  }
  if (theta.isDisposed) throw new Error('logProb: the argument was disposed.');
  theta.dispose();
}

async function refusesWrongArguments(p: Distribution): Promise<void> {
  const long = tf.zeros([2, p.dim + 1]);
  const whole = tf.zeros([2, p.dim], 'int32');
  const numbers = [0] as unknown as tf.Tensor;
  await expectThrows(/^theta must have shape \[\.\.\., /, () => p.logProb(long), 'logProb');
  await expectThrows(/^theta must be a float32 tensor/, () => p.logProb(whole), 'logProb');
  await expectThrows(/^theta must be a tensor/, () => p.logProb(numbers), 'logProb');
  for (const method of ['sample', 'sampleAndLogProb'] as const) {
    await expectThrows(/^shape must be an integer/, () => p[method](-1, Rng.fromSeed(1)), method);
    await expectThrows(/^rng must be an Rng/, () => p[method](1, 1 as unknown as Rng), method);
  }
  const last = p.batchShape.at(-1) ?? 1;
  if (last > 1) {
    const batch = tf.zeros([last + 1, p.dim]);
    await expectThrows(/^theta must have leading axes/, () => p.logProb(batch), 'logProb');
    batch.dispose();
  }
  tf.dispose([long, whole]);
}

async function drawsAreSupported(p: Distribution): Promise<void> {
  const draws = tf.tidy(() => {
    const theta = p.sample(1000, Rng.fromSeed(5));
    return tf.reshape(theta, [theta.size / p.dim, p.dim]);
  });
  const outside = contains(p.support, await toMatrix(draws)).indexOf(0);
  if (outside >= 0) throw new Error(`support: draw ${outside} lies outside.`);
}

async function isZeroOffSupport(p: Distribution): Promise<void> {
  const inside = (await readOne(() => p.sample(1, Rng.fromSeed(5)))).slice(0, p.dim);
  const points = Array.from(inside, (_, i) => {
    const [start, end] = [p.support.low[i] as number, p.support.high[i] as number];
    const step = Math.max(1, Math.abs(start) / 2, Math.abs(end) / 2);
    const outside = [
      start - step,
      end + step,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ];
    return outside.map((value) => inside.with(i, value));
  }).flat();
  const values = await readOne(() => p.logProb(events(points, p)));
  const bad = values.findIndex((value) => value !== Number.NEGATIVE_INFINITY);
  const members = values.length / points.length;
  if (bad >= 0) throw new Error(`logProb at [${points[Math.floor(bad / members)]}]: ${values[bad]}.`);
  const finite = points.filter((point) => point.every(Number.isFinite));
  if (finite.length === 0) return;
  const gradient = await readOne(() => tf.grad((at) => tf.sum(p.logProb(at)))(events(finite, p)));
  expectFinite(gradient, 'gradient off the support');
}

/** A table of points that broadcasts against the batch. */
function events(points: readonly Float32Array[], p: Distribution): tf.Tensor {
  const flat = points.flatMap((point) => [...point]);
  return tf.tensor(flat, [points.length, ...p.batchShape.map(() => 1), p.dim], 'float32');
}

async function gradientIsRight(p: Distribution, smooth: number): Promise<void> {
  const theta = p.sample(20, Rng.fromSeed(9));
  const points = await readOne(() => tf.clone(theta));
  const gradient = await readOne(() => tf.grad((at) => tf.sum(p.logProb(at)))(theta));
  expectFinite(gradient, 'gradient of logProb');
  const wrong: string[] = [];
  for (let i = 0; i < p.dim; i++) {
    const slopes = await centralDifferences(p, points, theta.shape, i);
    slopes.forEach(({ spread, slope, error }, event) => {
      const actual = (gradient[event * p.dim + i] as number) * spread;
      if (!Number.isFinite(slope) || Math.abs(actual - slope) <= error) return; // not finite: off the support
      wrong.push(`${actual} at event ${event}, coordinate ${i}; expected ${slope} ± ${error}`);
    });
  }
  if (wrong.length > (1 - smooth) * gradient.length) throw new Error(`gradient of logProb: ${wrong[0]}.`);
  theta.dispose();
}

async function gradientsReachFields(p: Distribution): Promise<void> {
  const theta = p.sample(20, Rng.fromSeed(9));
  await expectFieldGradients(p, (other) => tf.sum(other.logProb(theta)));
  await expectFieldGradients(p, (other) => tf.sum(tf.square(other.sample(20, Rng.fromSeed(9)))));
  theta.dispose();
}

async function recipeRoundTrip(p: Distribution, density: boolean, predicates: Predicates): Promise<void> {
  if (!p.recipe) return;
  const text = JSON.stringify(p.recipe);
  using again = distributionFrom(JSON.parse(text), predicates);
  if (JSON.stringify(again.recipe) !== text) throw new Error(`recipe: ${text} came back as another.`);
  const draw = (one: Distribution) =>
    density ? one.sampleAndLogProb(10, Rng.fromSeed(2)) : [one.sample(10, Rng.fromSeed(2))];
  const [before, after] = [await readAll(() => draw(p)), await readAll(() => draw(again))];
  const what = ['draws', 'log-densities'];
  before.forEach((values, i) => {
    const same = after[i] as Float32Array;
    expectClose(same, values, 0, `${what[i]} of the distribution made from its recipe`);
  });
  if (again.names?.join() !== p.names?.join()) throw new Error(`names: came back as ${again.names}.`);
}

async function hasNoDensity(p: Distribution): Promise<void> {
  const theta = p.sample(2, Rng.fromSeed(1));
  const says = /log-density/;
  await expectThrows(says, () => p.logProb(theta), 'logProb');
  await expectThrows(says, () => p.sampleAndLogProb(2, Rng.fromSeed(1)), 'sampleAndLogProb');
  theta.dispose();
}
