import { describeNames, describeValue, type Matrix, SbiError, ShapeError } from '@sbi/core';
import type { Amortized } from '../amortized.ts';
import { checkTable, oneRow } from '../checks.ts';
import { Drawable, type SampleOptions } from '../drawable.ts';
import { type Estimate, keepsInside, logDensities } from '../insidePrior.ts';
import type { Posterior } from '../posterior.ts';
import { columnsOf, isExact, marginalEstimate } from './exactEstimate.ts';

/**
 * The posterior of some parameters whatever the others are, of `posterior.marginal(names)`: its draws are those of the whole
 * posterior, without the other columns.
 *
 * Of an `mdn()` that is kept inside a box it has a density, exactly. That of any other flow can be integrated over the other
 * parameters by sampling only, and an estimate from draws would be a smooth picture, not q: for a picture make one of the draws;
 * for a density where the others are known take `conditional`.
 */
export class MarginalPosterior extends Drawable {
  readonly names: readonly string[];
  readonly x: Float32Array;
  readonly warnings: readonly string[];
  private readonly posterior: Posterior;
  private readonly places: readonly number[];
  private readonly exact: Estimate | undefined;

  /** @throws ShapeError unless names are some of the posterior's, each once */
  constructor(amortized: Amortized, posterior: Posterior, names: readonly string[]) {
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
    // cut to a prior, a marginal is not that of the whole cut to a prior
    const hasDensity = keepsInside(amortized) && isExact(amortized, oneRow(posterior.x));
    this.exact = hasDensity ? marginalEstimate(amortized, this.names, this.places) : undefined;
  }

  /** Whether `logProb` is there. */
  get hasDensity(): boolean {
    return this.exact !== undefined;
  }

  /** Draws a table [count, names] with named columns: columns of the draws that the posterior makes of the same seed. */
  override async sample(count: number, options: SampleOptions): Promise<Matrix> {
    return columnsOf(await this.posterior.sample(count, options), this.places, this.names);
  }

  /**
   * ln q(θ_some | x) for every row, where it `hasDensity`.
   *
   * @throws ShapeError unless theta has one column a name, and finite entries
   * @throws SbiError with code `noDensity` where no exact one is known
   */
  async logProb(theta: Matrix, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Float32Array> {
    const where = 'MarginalPosterior.logProb';
    checkTable(theta, this.names.length, 'theta', where);
    if (!this.exact) {
      const message = `${where} must have a flow with exact marginals, an mdn() under support 'constrain' in a box; received another.`;
      throw new SbiError('noDensity', `${message} Take draws, or conditional(…).logProb.`);
    }
    signal?.throwIfAborted();
    const [logProb] = (await logDensities(this.exact, oneRow(this.x), [theta], { signal })) as [Float32Array];
    return logProb;
  }
}
