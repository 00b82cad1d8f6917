import { cholesky, type Rng } from '@sbi/core';
import { portableLog } from '@sbi/core/elementary';

/** Heavier than any tail of the targets, and hardly worse than a normal in their middle. */
const DF = 5;

/** A multivariate Student t with five degrees of freedom: loc + L n / √(χ²₅/5). Its density is up to a constant. */
export class StudentT {
  readonly dim: number;
  private readonly loc: Float64Array;
  private readonly lower: Float64Array;
  private readonly offset: number;
  private readonly work: Float64Array;

  /** @param lower the triangle L, row-major */
  private constructor(loc: Float64Array, lower: Float64Array) {
    this.dim = loc.length;
    this.loc = loc;
    this.lower = lower;
    this.work = new Float64Array(this.dim);
    let halfLogDet = 0;
    for (let i = 0; i < this.dim; i++) halfLogDet += portableLog(lower[i * this.dim + i] as number);
    this.offset = -halfLogDet;
  }

  /** One with independent scales. */
  static diagonal(loc: readonly number[], scale: readonly number[]): StudentT {
    const lower = new Float64Array(loc.length * loc.length);
    scale.forEach((value, i) => {
      lower[i * loc.length + i] = value;
    });
    return new StudentT(Float64Array.from(loc), lower);
  }

  /**
   * The one around the mean of weighted draws, with their covariance as its L Lᵀ.
   *
   * @param weights sum to 1
   * @throws ShapeError where the draws lie in a plane
   */
  static fitted(draws: readonly Float64Array[], weights: Float64Array): StudentT {
    const dim = (draws[0] as Float64Array).length;
    const mean = new Float64Array(dim);
    const covariance = new Float64Array(dim * dim);
    draws.forEach((z, k) => {
      for (let i = 0; i < dim; i++) {
        mean[i] = (mean[i] as number) + (weights[k] as number) * (z[i] as number);
      }
    });
    draws.forEach((z, k) => {
      if (weights[k] === 0) return;
      for (let i = 0; i < dim; i++) {
        const scaled = (weights[k] as number) * ((z[i] as number) - (mean[i] as number));
        for (let j = 0; j < dim; j++) {
          const gap = (z[j] as number) - (mean[j] as number);
          covariance[i * dim + j] = (covariance[i * dim + j] as number) + scaled * gap;
        }
      }
    });
    return new StudentT(mean, cholesky(covariance, dim, 'StudentT.fitted'));
  }

  /** This one in another place. */
  around(loc: Float64Array): StudentT {
    return new StudentT(loc, this.lower);
  }

  /** This one, so many times as wide. */
  widened(factor: number): StudentT {
    return new StudentT(
      this.loc,
      this.lower.map((value) => factor * value),
    );
  }

  draw(rng: Rng): Float64Array {
    const { dim, work, lower } = this;
    for (let i = 0; i < dim; i++) work[i] = rng.normal();
    const stretch = 1 / Math.sqrt(rng.gamma(DF / 2) / (DF / 2));
    const z = Float64Array.from(this.loc);
    for (let i = 0; i < dim; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += (lower[i * dim + j] as number) * (work[j] as number);
      z[i] = (z[i] as number) + stretch * sum;
    }
    return z;
  }

  logDensity(z: Float64Array): number {
    const { dim, work, lower } = this;
    let square = 0;
    for (let i = 0; i < dim; i++) {
      let rest = (z[i] as number) - (this.loc[i] as number);
      for (let j = 0; j < i; j++) rest -= (lower[i * dim + j] as number) * (work[j] as number);
      rest /= lower[i * dim + i] as number;
      work[i] = rest;
      square += rest * rest;
    }
    return this.offset - 0.5 * (DF + dim) * portableLog(1 + square / DF);
  }
}
