import { cholesky, type Matrix, matrixOf, type Rng, rowOf, type Square, solveLower } from '@sbi/core';

/** The scales of the two normals that the proposal is made of: one near the draws, one for the tails. */
const SPREADS = [1.25, 4] as const;

/** A mixture of two normals around a table of draws, in float64: wide enough to weigh a density by. */
export interface Proposal {
  readonly mean: Float64Array;
  readonly lower: Square;
}

/** Mean and Cholesky factor of the covariance of draws. */
export function fitProposal(draws: Matrix): Proposal {
  const dim = draws.columns;
  const mean = new Float64Array(dim);
  const covariance = new Float64Array(dim * dim);
  draws.data.forEach((value, k) => {
    addTo(mean, k % dim, value / draws.rows);
  });
  for (let i = 0; i < draws.rows; i++) {
    const centred = Float64Array.from(rowOf(draws, i), (value, j) => value - (mean[j] as number));
    for (let k = 0; k < dim * dim; k++) {
      const product = (centred[Math.floor(k / dim)] as number) * (centred[k % dim] as number);
      addTo(covariance, k, product / draws.rows);
    }
  }
  return { mean, lower: cholesky(covariance, dim, 'fitProposal') };
}

/** Draws from the proposal, half from each normal, rounded to float32. */
export function drawProposal({ mean, lower }: Proposal, count: number, rng: Rng): Matrix {
  const dim = mean.length;
  const data = new Float32Array(count * dim);
  for (let row = 0; row < count; row++) {
    const spread = SPREADS[row % 2] as number;
    const noise = Float64Array.from({ length: dim }, () => rng.normal());
    for (let i = 0; i < dim; i++) {
      let value = mean[i] as number;
      for (let j = 0; j <= i; j++) value += spread * (lower[i * dim + j] as number) * (noise[j] as number);
      data[row * dim + i] = value;
    }
  }
  return matrixOf(data, dim);
}

/** A point in units of the proposal: L⁻¹ (z − mean). */
export function whiten({ mean, lower }: Proposal, z: Float32Array): Float64Array {
  return solveLower(
    lower,
    Float64Array.from(z, (value, i) => value - (mean[i] as number)),
  );
}

/** The logarithm of the proposal's density at a whitened point. */
export function logProposal(proposal: Proposal, whitened: Float64Array): number {
  const dim = whitened.length;
  const square = whitened.reduce((sum, value) => sum + value * value, 0);
  let logVolume = (dim / 2) * Math.log(2 * Math.PI);
  for (let i = 0; i < dim; i++) logVolume += Math.log(proposal.lower[i * dim + i] as number);
  const parts = SPREADS.map((spread) => 0.5 * Math.exp(-square / (2 * spread * spread)) * spread ** -dim);
  return Math.log(parts.reduce((sum, part) => sum + part)) - logVolume;
}

function addTo(sums: Float64Array, index: number, value: number): void {
  sums[index] = (sums[index] as number) + value;
}
