import {
  describeValue,
  expectMatrix,
  type Matrix,
  matrix,
  type Rng,
  type Shape,
  ShapeError,
  SupportError,
  sizeOf,
} from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { DensityError } from '../densityError.ts';
import { Distribution } from '../distribution.ts';
import type { DistributionRecipe } from '../recipe.ts';
import { contains, realSpace, type Support } from '../support.ts';
import { describeSupport } from '../supportRecipe.ts';

/** A larger table does not travel in files. */
const MOST_NUMBERS = 100_000;

/**
 * A distribution known only by draws from it: it draws rows of a table, each as likely, with replacement.
 *
 * For a prior that is another analysis' posterior, or a catalogue. There is no log-density, and none is needed to simulate,
 * to train and to draw from a posterior. The table travels in files up to 100,000 numbers; beyond, the prior is asked for
 * when a file is read, as an own class is.
 *
 * @param draws   one row a draw; its names are those of the coordinates
 * @param support where θ may lie, all of R^D where absent
 * @throws ShapeError for a table that is empty or not finite; SupportError for a row outside the support
 * @example
 * import { matrix, Rng, toMatrix } from '@sbi/core';
 * import { Empirical } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * const prior = new Empirical(matrix([[1, 10], [2, 20]], ['alpha', 'beta']));
 * const theta = await toMatrix(prior.sample(1000, Rng.fromSeed(1)), prior.names);
 * console.log(theta.names.join(' '), new Set(theta.data).size); // → alpha beta 4
 */
export class Empirical extends Distribution {
  readonly dim: number;
  readonly batchShape: Shape = [];
  declare readonly names?: readonly string[];
  readonly support: Support;
  protected readonly draws: Float32Array;

  constructor(draws: Matrix | readonly ArrayLike<number>[], support?: Support) {
    super();
    const table = Array.isArray(draws) ? matrix(draws) : (draws as Matrix);
    expectMatrix(table, 'draws', 'Empirical');
    if (table.rows === 0) throw new ShapeError('draws', 'have at least one row', 'none', 'Empirical');
    const bad = table.data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const received = `${table.data[bad]} in row ${Math.floor(bad / table.columns)}`;
      throw new ShapeError('draws', 'be finite', received, 'Empirical');
    }
    this.dim = table.columns;
    if (table.names) this.names = table.names;
    this.draws = table.data.slice();
    this.support = support ?? realSpace(table.columns);
    if (!(this.support.low instanceof Float32Array)) {
      throw new ShapeError('support', 'be a support, as box(low, high)', describeValue(support), 'Empirical');
    }
    const outside = contains(this.support, table).indexOf(0);
    if (outside < 0) return;
    const message = `Every row of draws must lie in the support; row ${outside} does not (Empirical).`;
    throw new SupportError('draws', outside, message);
  }

  override get recipe(): DistributionRecipe | undefined {
    if (this.draws.length > MOST_NUMBERS) return undefined;
    const rows = Array.from({ length: this.draws.length / this.dim }, (_, i) => this.rowAt(i));
    // nine digits are enough to find a float32 again
    const draws = rows.map((row) => Array.from(row, (value) => Number(value.toPrecision(9))));
    const names = this.names ? { names: [...this.names] } : {};
    return { kind: 'empirical', draws, ...names, support: describeSupport(this.support) };
  }

  override drawRows(count: number, rng: Rng): Float32Array {
    const rows = new Float32Array(count * this.dim);
    for (let i = 0; i < count; i++) rows.set(this.rowAt(rng.int(this.draws.length / this.dim)), i * this.dim);
    return rows;
  }

  protected _sample(shape: Shape, rng: Rng): tf.Tensor {
    return tf.tensor(this.drawRows(sizeOf(shape), rng), [...shape, this.dim], 'float32');
  }

  protected _logProb(): never {
    throw new DensityError(
      'Empirical',
      `An Empirical has no log-density: it is known only by its ${this.draws.length / this.dim} draws. ` +
        'Fit a family to them where a density is needed (Empirical.logProb).',
    );
  }

  protected override _sampleAndLogProb(): never {
    return this._logProb();
  }

  private rowAt(i: number): Float32Array {
    return this.draws.subarray(i * this.dim, (i + 1) * this.dim);
  }
}
