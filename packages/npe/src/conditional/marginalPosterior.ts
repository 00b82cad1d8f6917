import { describeNames, describeValue, type Matrix, matrixOf, ShapeError } from '@sbi/core';
import { Drawable, type SampleOptions } from '../drawable.ts';
import type { Posterior } from '../posterior.ts';

/**
 * The posterior of some parameters whatever the others are, of `posterior.marginal(names)`: its draws are those of the whole
 * posterior, without the other columns.
 *
 * It has no density: that of a flow can be integrated over the other parameters by sampling only, and an estimate from draws
 * would be a smooth picture, not q. For a picture make one of the draws; for a density where the others are known take
 * `conditional`.
 */
export class MarginalPosterior extends Drawable {
  readonly names: readonly string[];
  readonly x: Float32Array;
  readonly warnings: readonly string[];
  private readonly posterior: Posterior;
  private readonly places: readonly number[];

  /** @throws ShapeError unless names are some of the posterior's, each once */
  constructor(posterior: Posterior, names: readonly string[]) {
    super();
    const fits =
      Array.isArray(names) &&
      names.length > 0 &&
      names.every((name) => posterior.names.includes(name)) &&
      new Set(names).size === names.length;
    if (!fits) {
      const expected = `be some of ${posterior.names.join(', ')}, each once`;
      const received = Array.isArray(names) && names.length > 0 ? describeNames(names) : describeValue(names);
      throw new ShapeError('names', expected, received, 'Posterior.marginal');
    }
    this.posterior = posterior;
    this.names = [...names];
    this.x = posterior.x;
    this.warnings = posterior.warnings;
    this.places = names.map((name) => posterior.names.indexOf(name));
  }

  /** Draws a table [count, names] with named columns: columns of the draws that the posterior makes of the same seed. */
  override async sample(count: number, options: SampleOptions): Promise<Matrix> {
    const { data, rows, columns } = await this.posterior.sample(count, options);
    const { places } = this;
    const kept = Float32Array.from({ length: rows * places.length }, (_, k) => {
      const row = Math.floor(k / places.length);
      return data[row * columns + (places[k % places.length] as number)] as number;
    });
    return matrixOf(kept, places.length, this.names);
  }
}
