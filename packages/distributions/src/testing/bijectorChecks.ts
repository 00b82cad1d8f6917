import { toMatrix } from '@sbi/core';
import { type Check, expectClose, expectTableClose, expectThrows, readAll, readOne } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { type Bijector, bijectorFrom, contains, realSpace } from '../index.ts';
import { checkOf, expectFinite, expectOwnsTwice, expectShape } from './compare.ts';
import { expectFieldGradients } from './fieldGradients.ts';
import { logDetByAutodiff } from './jacobians.ts';
import { lifetimeChecks } from './lifetime.ts';

/** What `bijectorChecks` takes. */
export interface BijectorCheckOptions {
  /** Largest difference, in units of max(1, |expected|) or of a column's largest entry. */
  readonly tolerance?: number;
  /** Points z, [..., D], where values need not be exact, but values and gradients must be finite. */
  readonly extremes?: () => tf.Tensor;
}

/**
 * The questions that every bijector answers; each check has a name and needs no test runner.
 *
 * @param make  makes a new one; each check disposes its own
 * @param point makes points z, [..., D], with the bijector's batch shape as their last leading axes
 * @example
 * import { Exp } from '@sbi/distributions';
 * import { bijectorChecks } from '@sbi/distributions/testing';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * for (const { run } of bijectorChecks(() => new Exp(), () => tf.tensor2d([[0, 1], [-1, 2]]))) await run();
 */
export function bijectorChecks(
  make: () => Bijector,
  point: () => tf.Tensor,
  options: BijectorCheckOptions = {},
): readonly Check[] {
  const tolerance = options.tolerance ?? 1e-4;
  const { extremes } = options;
  const check = (name: string, ask: (f: Bijector, z: tf.Tensor) => void | Promise<void>): Check =>
    checkOf(make, name, async (f) => {
      const z = point();
      try {
        await ask(f, z);
      } finally {
        z.dispose();
      }
    });
  const use = (f: Bijector) => tf.tidy(() => f.forward(point()));
  return [
    check('inverse undoes forward, and forward inverse', (f, z) => roundTrips(f, z, tolerance)),
    check('the two log-determinants cancel', (f, z) => logDetsCancel(f, z, tolerance)),
    check('log-determinants equal those of the Jacobian', (f, z) => logDetsAreRight(f, z, tolerance)),
    check('two leading axes broadcast', (f, z) => broadcasts(f, z, tolerance)),
    check('derived methods agree with compound ones', (f, z) => derivedAgree(f, z, tolerance)),
    check('borrows its argument and leaves exactly its result', ownsResults),
    check('gradients are finite', (f, z) => gradientsAreFinite(f, z)),
    check('gradients reach every tensor it holds', gradientsReachFields),
    check('refuses wrong arguments by name', refusesWrongArguments),
    check('takes no events', takesNoEvents),
    check('lands in its image', landsInImage),
    check('its recipe makes it anew', (f, z) => recipeRoundTrip(f, z)),
    ...(extremes ? [checkOf(make, 'is finite at extreme points', (f) => isFiniteAt(f, extremes))] : []),
    ...lifetimeChecks(make, use),
  ];
}

async function roundTrips(f: Bijector, z: tf.Tensor, tolerance: number): Promise<void> {
  const dim = z.shape.at(-1) as number;
  const [start, back, theta, again] = (await readAll(() => {
    const theta = f.forward(z);
    const back = f.inverse(theta);
    return [z, back, theta, f.forward(back)];
  })) as [Float32Array, Float32Array, Float32Array, Float32Array];
  expectTableClose(back, start, dim, tolerance, 'inverse(forward(z))');
  expectTableClose(again, theta, dim, tolerance, 'forward(inverse(theta))');
}

async function logDetsCancel(f: Bijector, z: tf.Tensor, tolerance: number): Promise<void> {
  const [there, back] = (await readAll(() => {
    const [theta, there] = f.forwardAndLogDet(z);
    return [there, f.inverseAndLogDet(theta)[1]];
  })) as [Float32Array, Float32Array];
  expectClose(
    back,
    there.map((value) => -value),
    tolerance,
    'log-determinant of the inverse',
  );
}

async function logDetsAreRight(f: Bijector, z: tf.Tensor, tolerance: number): Promise<void> {
  const forward = await readOne(() => f.forwardAndLogDet(z)[1]);
  expectClose(
    forward,
    await logDetByAutodiff((point) => f.forward(point), z),
    tolerance,
    'log-determinant of forward',
  );
  const theta = f.forward(z);
  const inverse = await readOne(() => f.inverseAndLogDet(theta)[1]);
  const expected = await logDetByAutodiff((point) => f.inverse(point), theta);
  theta.dispose();
  expectClose(inverse, expected, tolerance, 'log-determinant of inverse');
}

async function broadcasts(f: Bijector, z: tf.Tensor, tolerance: number): Promise<void> {
  const dim = z.shape.at(-1) as number;
  for (const method of ['forwardAndLogDet', 'inverseAndLogDet'] as const) {
    const [one, oneLogDet, many, manyLogDet] = (await readAll(() => {
      const start = method === 'forwardAndLogDet' ? z : f.forward(z);
      const single = f[method](start);
      const tiled = f[method](tf.add(start, tf.zeros([2, 3, ...start.shape])));
      const lead = tf.zeros([2, 3, ...start.shape.slice(0, -1)]);
      return [tf.add(single[0], tf.zeros([2, 3, ...start.shape])), tf.add(single[1], lead), ...tiled];
    })) as [Float32Array, Float32Array, Float32Array, Float32Array];
    expectTableClose(many, one, dim, tolerance, `${method} with two more axes`);
    expectClose(manyLogDet, oneLogDet, tolerance, `log-determinant of ${method} with two more axes`);
  }
}

async function derivedAgree(f: Bijector, z: tf.Tensor, tolerance: number): Promise<void> {
  const dim = z.shape.at(-1) as number;
  const [forward, compound, inverse, compoundInverse] = (await readAll(() => {
    const [theta] = f.forwardAndLogDet(z);
    return [f.forward(z), theta, f.inverse(theta), f.inverseAndLogDet(theta)[0]];
  })) as [Float32Array, Float32Array, Float32Array, Float32Array];
  expectTableClose(forward, compound, dim, tolerance, 'forward');
  expectTableClose(inverse, compoundInverse, dim, tolerance, 'inverse');
}

async function ownsResults(f: Bijector, z: tf.Tensor): Promise<void> {
  const theta = f.forward(z);
  await expectOwnsTwice(1, () => f.forward(z), 'forward');
  await expectOwnsTwice(1, () => f.inverse(theta), 'inverse');
  await expectOwnsTwice(2, () => f.forwardAndLogDet(z), 'forwardAndLogDet');
  await expectOwnsTwice(2, () => f.inverseAndLogDet(theta), 'inverseAndLogDet');
  if (z.isDisposed || theta.isDisposed) throw new Error('The argument was disposed.');
  theta.dispose();
}

async function gradientsAreFinite(f: Bijector, z: tf.Tensor): Promise<void> {
  const gradients = await readAll(() => [
    gradientOf((point) => f.forwardAndLogDet(point), z),
    gradientOf((point) => f.inverseAndLogDet(point), f.forward(z)),
  ]);
  gradients.forEach((gradient, i) => {
    expectFinite(gradient, i === 0 ? 'gradient through forward' : 'gradient through inverse');
  });
}

/** The gradient of all that a compound method gives, summed. */
function gradientOf(
  compute: (point: tf.Tensor) => readonly [tf.Tensor, tf.Tensor],
  at: tf.Tensor,
): tf.Tensor {
  return tf.grad((point) => {
    const [value, logDet] = compute(point);
    return tf.add(tf.sum(value), tf.sum(logDet));
  })(at);
}

async function gradientsReachFields(f: Bijector, z: tf.Tensor): Promise<void> {
  const theta = f.forward(z);
  const total = ([value, logDet]: readonly [tf.Tensor, tf.Tensor]) =>
    tf.add(tf.sum(tf.square(value)), tf.sum(logDet));
  await expectFieldGradients(f, (other) => total(other.forwardAndLogDet(z)));
  await expectFieldGradients(f, (other) => total(other.inverseAndLogDet(theta)));
  theta.dispose();
}

async function refusesWrongArguments(f: Bijector, z: tf.Tensor): Promise<void> {
  const dim = z.shape.at(-1) as number;
  const wrong = f.dim === undefined ? tf.scalar(1) : tf.zeros([2, dim + 1]);
  const whole = tf.zeros(z.shape, 'int32');
  for (const method of ['forward', 'inverse', 'forwardAndLogDet', 'inverseAndLogDet'] as const) {
    const argument = method.startsWith('forward') ? 'z' : 'theta';
    await expectThrows(
      new RegExp(`^${argument} must have shape \\[\\.\\.\\., `),
      () => f[method](wrong),
      method,
    );
    await expectThrows(new RegExp(`^${argument} must be a float32 tensor`), () => f[method](whole), method);
    const numbers = [0] as unknown as tf.Tensor;
    await expectThrows(new RegExp(`^${argument} must be a tensor`), () => f[method](numbers), method);
  }
  tf.dispose([wrong, whole]);
}

function takesNoEvents(f: Bijector, z: tf.Tensor): void {
  const lead = [0, ...f.batchShape];
  const none = tf.zeros([...lead, z.shape.at(-1) as number]);
  expectShape(() => f.forward(none), none.shape, 'forward of no events');
  expectShape(() => f.inverse(none), none.shape, 'inverse of no events');
  none.dispose();
}

async function landsInImage(f: Bijector, z: tf.Tensor): Promise<void> {
  const dim = z.shape.at(-1) as number;
  const theta = await toMatrix(tf.tidy(() => tf.reshape(f.forward(z), [z.size / dim, dim])));
  const outside = contains(f.image(realSpace(dim)), theta).indexOf(0);
  if (outside >= 0) throw new Error(`image: event ${outside} of forward(z) lies outside.`);
}

async function recipeRoundTrip(f: Bijector, z: tf.Tensor): Promise<void> {
  if (!f.recipe) return;
  const text = JSON.stringify(f.recipe);
  using again = bijectorFrom(JSON.parse(text));
  if (JSON.stringify(again.recipe) !== text) throw new Error(`recipe: ${text} came back as another.`);
  const [before, after] = (await readAll(() => [f.forward(z), again.forward(z)])) as [
    Float32Array,
    Float32Array,
  ];
  expectClose(after, before, 0, 'forward of the bijector made from its recipe');
}

async function isFiniteAt(f: Bijector, extremes: () => tf.Tensor): Promise<void> {
  const z = extremes();
  const values = await readAll(() => {
    const [theta, logDet] = f.forwardAndLogDet(z);
    const [back, logDetBack] = f.inverseAndLogDet(theta);
    return [theta, logDet, back, logDetBack];
  });
  values.forEach((value, i) => {
    expectFinite(value, ['forward', 'its log-determinant', 'inverse', 'its log-determinant'][i] as string);
  });
  await gradientsAreFinite(f, z);
  z.dispose();
}
