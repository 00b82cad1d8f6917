import { portableExp, type Rng } from '@sbi/core';
import { Exp } from '../bijectors/exp.ts';
import type { DistributionRecipe } from '../recipe.ts';
import { expectPositive, pairOf, type VectorLike } from '../vector.ts';
import { DiagNormal } from './diagNormal.ts';
import { Transformed } from './transformed.ts';

/**
 * Independent log-normals, ln θ_i ~ N(loc_i, scale_i²), on θ > 0.
 *
 * @param loc   means of ln θ, D numbers or a tensor [..., D]
 * @param scale standard deviations of ln θ, likewise; one number stands for all
 * @throws ShapeError as `DiagNormal`
 * @example
 * import { LogNormal } from '@sbi/distributions';
 * const prior = new LogNormal([Math.log(0.4), Math.log(0.125)], [0.5, 0.2]);
 * console.log(prior.support.low.join(' ')); // → 0 0
 */
export class LogNormal extends Transformed {
  constructor(loc: VectorLike, scale: VectorLike) {
    const { second } = pairOf(['loc', loc], ['scale', scale], 'LogNormal');
    expectPositive(second, 'scale', 'LogNormal');
    super(new DiagNormal(loc, scale), new Exp());
  }

  override get recipe(): DistributionRecipe | undefined {
    return this.base.recipe && { ...this.base.recipe, kind: 'logNormal' };
  }

  override drawRows(count: number, rng: Rng): Float32Array | undefined {
    return this.base.drawRows(count, rng)?.map(portableExp);
  }

  override intervalProbability(i: number, low: number, high: number): number | undefined {
    return this.base.intervalProbability(i, Math.log(Math.max(0, low)), Math.log(Math.max(0, high)));
  }
}
