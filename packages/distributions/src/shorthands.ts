import { DiagNormal } from './families/diagNormal.ts';
import { Gamma } from './families/gamma.ts';
import { StudentT } from './families/studentT.ts';
import { Truncated } from './families/truncated.ts';
import { box } from './support.ts';

/**
 * Independent exponentials on θ > 0, p(θ_i) = r exp(−r θ_i): a `Gamma` of concentration 1. The caller owns what it makes.
 *
 * @param rate r = 1/mean, D numbers
 * @example
 * import { exponential } from '@sbi/distributions';
 * console.log(exponential([1, 0.5]).dim); // → 2
 */
export function exponential(rate: number | ArrayLike<number>): Gamma {
  return new Gamma(1, rate);
}

/**
 * Independent |N(0, scale²)| on θ ≥ 0: a `Truncated` normal. The caller owns what it makes.
 *
 * @example
 * import { halfNormal } from '@sbi/distributions';
 * console.log(halfNormal(1).support.low[0]); // → 0
 */
export function halfNormal(scale: number | ArrayLike<number>): Truncated {
  return positive(new DiagNormal(0, scale));
}

/**
 * Independent Cauchys, p(θ_i) ∝ 1/(1 + ((θ_i − loc)/scale)²): a `StudentT` with one degree of freedom. The caller owns what it makes.
 *
 * @example
 * import { cauchy } from '@sbi/distributions';
 * console.log(cauchy(0, 1).intervalProbability(0, -1, 1).toFixed(3)); // → 0.500
 */
export function cauchy(loc: number | ArrayLike<number>, scale: number | ArrayLike<number>): StudentT {
  return new StudentT(1, loc, scale);
}

/**
 * Independent |Cauchy(0, scale)| on θ ≥ 0: a weak prior for a scale. The caller owns what it makes.
 *
 * @example
 * import { halfCauchy } from '@sbi/distributions';
 * console.log(halfCauchy(2).mass); // → 0.5
 */
export function halfCauchy(scale: number | ArrayLike<number>): Truncated {
  return positive(cauchy(0, scale));
}

function positive(base: DiagNormal | StudentT): Truncated {
  return new Truncated(base, box(new Float32Array(base.dim), Number.POSITIVE_INFINITY));
}
