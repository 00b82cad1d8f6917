import { cholesky, solveCholesky } from '@sbi/core';
import { portableExp, portableLog } from '@sbi/core/elementary';
import { DiagNormal, type Distribution, Joint, MultivariateNormal } from '@sbi/distributions';
import type { Scale } from '../exact/coordinates.ts';
import { type ExactPosterior, posteriorOfDensity } from '../exact/posterior.ts';
import { numbered } from './benchmark.ts';
import { logOdds, WEIGHTS } from './stimulus.ts';

const TAPS = WEIGHTS - 1;
const OFFSET_VARIANCE = 2;
const LOG_2PI = Math.log(2 * Math.PI);

export const glmParameters: Readonly<Record<string, string>> = {
  offset: 'log-odds of a spike without stimulus',
  ...numbered('filter', TAPS, 'how a stimulus acts on spikes, tap'),
};

export const glmTruth: readonly number[] = [-0.86, 0.46, 1.32, 1.07, 0.7, 0.29, -0.85, -1.56, -1.06, 0.09];

/** F, which makes neighbouring taps alike: second differences plus √(i/9) on the diagonal; row-major. */
function roughness(): Float64Array {
  const F = new Float64Array(TAPS * TAPS);
  for (let i = 0; i < TAPS; i++) {
    F[i * TAPS + i] = 1 + Math.sqrt(i / TAPS);
    if (i >= 1) F[i * TAPS + i - 1] = -2;
    if (i >= 2) F[i * TAPS + i - 2] = 1;
  }
  return F;
}

/** FᵀF. */
function precision(F: Float64Array): Float64Array {
  return Float64Array.from({ length: TAPS * TAPS }, (_, at) => {
    const [i, j] = [Math.floor(at / TAPS), at % TAPS];
    let sum = 0;
    for (let k = 0; k < TAPS; k++) sum += (F[k * TAPS + i] as number) * (F[k * TAPS + j] as number);
    return sum;
  });
}

/** (FᵀF)⁻¹, row by row. */
function covariance(): number[][] {
  const lower = cholesky(precision(roughness()), TAPS, 'bernoulli-glm');
  return Array.from({ length: TAPS }, (_, i) => {
    const unit = new Float64Array(TAPS);
    unit[i] = 1;
    return Array.from(solveCholesky(lower, unit));
  });
}

/** Offset ~ N(0, 2), filter ~ N(0, (FᵀF)⁻¹); the caller owns it. */
export function glmPrior(): Distribution {
  return new Joint({
    offset: new DiagNormal(0, Math.sqrt(OFFSET_VARIANCE)),
    filter: new MultivariateNormal(new Array<number>(TAPS).fill(0), covariance()),
  });
}

/** ln p(θ). */
function logPrior(theta: ArrayLike<number>, F: Float64Array): number {
  let square = (theta[0] as number) ** 2 / OFFSET_VARIANCE;
  let logDet = -0.5 * portableLog(OFFSET_VARIANCE);
  for (let i = 0; i < TAPS; i++) {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += (F[i * TAPS + j] as number) * (theta[1 + j] as number);
    square += sum * sum;
    logDet += portableLog(F[i * TAPS + i] as number); // F is triangular
  }
  return logDet - 0.5 * square - 0.5 * WEIGHTS * LOG_2PI;
}

/** The posterior given Xᵀy: ln p(y | θ) = θᵀXᵀy − Σ ln(1 + exp (Xθ)_t). */
export function glmPosterior(statistics: Float64Array): ExactPosterior {
  const F = roughness();
  const logJoint = (theta: ArrayLike<number>) => {
    let sum = logPrior(theta, F);
    for (let j = 0; j < WEIGHTS; j++) sum += (theta[j] as number) * (statistics[j] as number);
    return logOdds(theta).reduce((rest, odds) => {
      return rest - Math.max(odds, 0) - portableLog(1 + portableExp(-Math.abs(odds)));
    }, sum);
  };
  const scale = [OFFSET_VARIANCE, ...covariance().map((row, i) => row[i] as number)].map(Math.sqrt);
  const start = { loc: new Array<number>(WEIGHTS).fill(0), scale };
  return posteriorOfDensity(logJoint, new Array<Scale>(WEIGHTS).fill('real'), start);
}
