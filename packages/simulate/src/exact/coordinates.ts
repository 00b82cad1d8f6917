import { portableExp } from '@sbi/core/elementary';

/** In which coordinate z a parameter is looked for: itself, or its logarithm. */
export type Scale = 'real' | 'positive';

/**
 * θ of z, coordinate by coordinate, into `theta`.
 *
 * @returns ln |∂θ/∂z|, which makes a density of z from one of θ
 */
export function fromReal(scales: readonly Scale[], z: Float64Array, theta: Float64Array): number {
  let logDet = 0;
  for (let j = 0; j < scales.length; j++) {
    const at = z[j] as number;
    if (scales[j] === 'real') theta[j] = at;
    else {
      theta[j] = portableExp(at);
      logDet += at;
    }
  }
  return logDet;
}
