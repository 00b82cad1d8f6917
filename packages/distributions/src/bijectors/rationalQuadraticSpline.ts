import { noGrad, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import type { BijectorRecipe } from '../recipe.ts';
import { realSpace, type Support } from '../support.ts';
import { asTensor, keepTable, plainRows, type Table, type TableLike, tableOf, tableShape } from '../table.ts';
import { forwardInBin, inverseInBin } from './rationalQuadratic.ts';
import { binsAt, MOST_BINS } from './splineBins.ts';

/**
 * A monotone spline of K rational-quadratic bins on [−bound, bound] and θ = z outside, coordinate by coordinate.
 *
 * The parameters of a coordinate are those of nflows, any real numbers: K logits of widths, K logits of heights (a softmax
 * of at least 10⁻³ each), and K − 1 slopes at the inner knots (softplus + 10⁻³). The slope at both ends is 1, that of the
 * tails. Durkan, Bekasov, Murray & Papamakarios 2019, *Neural spline flows*, https://arxiv.org/abs/1906.04032; terms are
 * grouped so that nothing cancels, and flat bins, steep bins, knots and ends keep finite gradients in both directions.
 *
 * @param parameters D rows of 3K − 1 numbers, or a tensor [..., D, 3K − 1] as from a network
 * @param bound      where the tails begin, rounded to float32
 * @throws ShapeError unless 2 ≤ K ≤ 500, numbers are finite and the bound is positive
 * @example
 * import { RationalQuadraticSpline } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = new RationalQuadraticSpline([[0, 0, 1, -1, 0]], 2); // widths 0 0, heights 1 −1, slope 0
 * const theta = await f.forward(tf.tensor2d([[-2], [0], [2], [5]])).data();
 * console.log(theta[0], theta[1].toFixed(2), theta[2], theta[3]); // → -2 1.52 2 5
 */
export class RationalQuadraticSpline extends Bijector {
  readonly dim: number;
  override readonly batchShape: Shape;
  protected readonly parameters: Table;
  protected readonly bound: number;

  constructor(parameters: TableLike, bound = 3) {
    super();
    const where = 'RationalQuadraticSpline';
    const table = tableOf(parameters, 'parameters', '[..., D, 3K - 1]', where);
    const shape = tableShape(table);
    const columns = shape.at(-1) as number;
    const bins = (columns + 1) / 3;
    if (!Number.isInteger(bins) || bins < 2 || bins > MOST_BINS) {
      const expected = `have 3K - 1 columns, with K from 2 to ${MOST_BINS} bins`;
      throw new ShapeError('parameters', expected, `${columns} columns`, where);
    }
    if (!(Math.fround(bound) > 0 && Math.fround(bound) < Number.POSITIVE_INFINITY)) {
      throw new ShapeError('bound', 'be positive and finite in float32', String(bound), where);
    }
    this.dim = shape.at(-2) as number;
    this.batchShape = shape.slice(0, -2);
    this.parameters = keepTable(table);
    this.bound = Math.fround(bound);
  }

  override get recipe(): BijectorRecipe | undefined {
    const parameters = plainRows(this.parameters);
    return parameters && { kind: 'rationalQuadraticSpline', parameters, bound: this.bound };
  }

  /** The support itself where its ends lie in the tails, else R^D. */
  override image(support: Support): Support {
    const ends = [...support.low, ...support.high];
    const inTails = support.kind === 'box' && ends.every((end) => Math.abs(end) >= this.bound);
    return inTails ? support : realSpace(this.dim);
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return this.map(z, 'x', forwardInBin);
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    return this.map(theta, 'y', inverseInBin);
  }

  private map(points: tf.Tensor, axis: 'x' | 'y', mapInBin: typeof forwardInBin): WithLogDet {
    const inside = noGrad(() => tf.lessEqual(tf.abs(points), this.bound));
    const near = tf.clipByValue(points, -this.bound, this.bound);
    const bins = binsAt(near, axis, asTensor(this.parameters), this.bound);
    const [value, logSlope] = mapInBin(bins);
    const shape = bins.shape;
    return [
      tf.where(inside, tf.reshape(value, shape), points),
      tf.sum(tf.where(inside, tf.reshape(logSlope, shape), 0), -1),
    ];
  }
}
