import { fromReal, type Scale } from './coordinates.ts';
import type { DrawOptions } from './draw.ts';
import { sampleExactly } from './sampleExactly.ts';

/** The exact posterior of one x, in float64. */
export interface ExactPosterior {
  /** ln p(θ | x), for a θ inside the prior. */
  logDensity(theta: ArrayLike<number>): number;
  draw(options: DrawOptions): Promise<ArrayLike<number>[]>;
}

/** The posterior of a joint density ln p(θ) p(x | θ), drawn from by rejection in the coordinates that `scales` name. */
export function posteriorOfDensity(
  logJoint: (theta: ArrayLike<number>) => number,
  scales: readonly Scale[],
  start: { readonly loc: readonly number[]; readonly scale: readonly number[] },
): ExactPosterior {
  const dim = scales.length;
  const theta = new Float64Array(dim);
  const logDensity = (z: Float64Array) => {
    const logDet = fromReal(scales, z, theta);
    return logJoint(theta) + logDet;
  };
  const complete = (z: Float64Array) => {
    fromReal(scales, z, theta);
    return { draw: theta.slice(), logWeight: 0 };
  };
  return {
    logDensity: logJoint,
    draw: (options) => sampleExactly({ dim, logDensity, start }, complete, options),
  };
}
