import { describeValue, noGrad, type Rng, type Shape, ShapeError, sizeOf, uniforms } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Distribution } from '../distribution.ts';
import { expectDistribution } from '../parts.ts';
import type { DistributionRecipe } from '../recipe.ts';
import type { Support } from '../support.ts';
import { uniteSupports } from '../supportAlgebra.ts';
import { expectPositive, numbersOf } from '../vector.ts';

/**
 * p(θ) = Σ w_k p_k(θ): with probability w_k a draw of component k. Components are taken over.
 *
 * @param components at least one, of the same length of events; supports may differ
 * @param weights    positive numbers, one a component, divided by their sum; equal where absent
 * @throws ShapeError for anything else
 * @example
 * import { DiagNormal, Mixture } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const prior = new Mixture([new DiagNormal(-2, 0.5), new DiagNormal(2, 0.5)], [3, 1]);
 * console.log((await prior.logProb(tf.tensor1d([2])).data())[0].toFixed(4)); // → -1.6121
 */
export class Mixture extends Distribution {
  readonly dim: number;
  readonly batchShape: Shape = [];
  declare readonly names?: readonly string[];
  readonly support: Support;
  protected readonly components: readonly Distribution[];
  protected readonly weights: readonly number[];
  protected readonly shares: readonly number[];

  constructor(components: readonly Distribution[], weights?: ArrayLike<number>) {
    super();
    checkComponents(components);
    const [first] = components as [Distribution];
    this.weights = numbersOf(weights ?? components.map(() => 1), 'weights', 'Mixture');
    if (this.weights.length !== components.length) {
      const expected = `hold ${components.length} numbers, one for each component`;
      throw new ShapeError('weights', expected, String(this.weights.length), 'Mixture');
    }
    expectPositive(this.weights, 'weights', 'Mixture');
    const total = this.weights.reduce((sum, weight) => sum + weight, 0);
    this.shares = this.weights.map((weight) => weight / total);
    this.components = [...components];
    this.dim = first.dim;
    if (first.names) this.names = first.names;
    this.support = uniteSupports(components.map((component) => component.support));
  }

  override get recipe(): DistributionRecipe | undefined {
    const components = this.components.map((component) => component.recipe);
    if (components.includes(undefined)) return undefined;
    return { kind: 'mixture', components, weights: [...this.weights] };
  }

  override drawRows(count: number, rng: Rng): Float32Array | undefined {
    const tables = this.components.map((component) => component.drawRows(0, rng));
    if (tables.includes(undefined)) return undefined;
    const rows = new Float32Array(count * this.dim);
    for (let i = 0; i < count; i++) {
      const component = this.components[this.choose(rng.uniform())] as Distribution;
      rows.set(component.drawRows(1, rng) as Float32Array, i * this.dim);
    }
    return rows;
  }

  /** Coordinates of a mixture depend on one another, unless there is only one. */
  override intervalProbability(i: number, low: number, high: number): number | undefined {
    if (this.dim > 1) return undefined;
    return this.components.reduce<number | undefined>((sum, component, k) => {
      const part = component.intervalProbability(i, low, high);
      return sum === undefined || part === undefined ? undefined : sum + (this.shares[k] as number) * part;
    }, 0);
  }

  protected _sample(shape: Shape, rng: Rng): tf.Tensor {
    const count = sizeOf(shape);
    const rows = this.drawRows(count, rng);
    if (rows) return tf.tensor(rows, [...shape, this.dim], 'float32');
    const chosen = uniforms([...shape, 1], rng);
    const draws = this.components.map((component) => component.sample(shape, rng));
    let passed = 0;
    return draws.reduce((mixed, draw, k) => {
      passed += this.shares[k - 1] as number;
      return tf.where(
        noGrad(() => tf.greaterEqual(chosen, passed)),
        draw,
        mixed,
      );
    });
  }

  /** The largest component is taken out of the sum; where all are −∞ so is the sum, with gradient 0. */
  protected _logProb(theta: tf.Tensor): tf.Tensor {
    const terms = tf.stack(
      this.components.map((component, k) =>
        tf.add(component.logProb(theta), Math.log(this.shares[k] as number)),
      ),
    );
    const largest = noGrad(() => tf.max(terms, 0));
    const isSomewhere = noGrad(() => tf.greater(largest, Number.NEGATIVE_INFINITY));
    const middle = noGrad(() => tf.where(isSomewhere, largest, 0));
    const sum = tf.sum(tf.exp(tf.sub(terms, middle)), 0);
    const logSum = tf.add(tf.log(tf.where(isSomewhere, sum, 1)), middle);
    return tf.where(isSomewhere, logSum, Number.NEGATIVE_INFINITY);
  }

  private choose(uniform: number): number {
    let passed = 0;
    const k = this.shares.findIndex((share) => {
      passed += share;
      return uniform < passed;
    });
    return k < 0 ? this.shares.length - 1 : k;
  }
}

function checkComponents(components: readonly Distribution[]): void {
  if (!Array.isArray(components) || components.length === 0) {
    const expected = 'be a list of at least one distribution';
    throw new ShapeError('components', expected, describeValue(components), 'Mixture');
  }
  for (const [k, component] of components.entries()) {
    const what = `component ${k}`;
    expectDistribution(component, what, 'Mixture');
    if (component.batchShape.length > 0) {
      throw new ShapeError(what, 'have batch shape []', component.batchShape, 'Mixture');
    }
    if (component.dim === components[0]?.dim) continue;
    const expected = `have dim ${components[0]?.dim}, as component 0`;
    throw new ShapeError(what, expected, `dim ${component.dim}`, 'Mixture');
  }
}
