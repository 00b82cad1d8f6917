import { ShapeError } from './errors.ts';

/** Square, row-major, float64: what is solved once on the host, before float32 tensors are made of it. */
export type Square = Float64Array;

/**
 * The lower triangle L with L Lᵀ = A of a symmetric positive definite matrix (row-major, n × n).
 *
 * @throws ShapeError when A is not symmetric or not positive definite, naming the row.
 */
export function cholesky(a: ArrayLike<number>, n: number, where: string): Square {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = a[i * n + j] as number;
      const mirrored = a[j * n + i] as number;
      if (Math.abs(entry - mirrored) > 1e-5 * Math.max(Math.abs(entry), Math.abs(mirrored))) {
        throw new ShapeError('matrix', 'be symmetric', `${entry} and ${mirrored} at (${i}, ${j})`, where);
      }
      let sum = entry;
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] as number) * (lower[j * n + k] as number);
      if (i !== j) lower[i * n + j] = sum / (lower[j * n + j] as number);
      else if (sum > 0) lower[i * n + i] = Math.sqrt(sum);
      else throw new ShapeError('matrix', 'be positive definite', `pivot ${sum} in row ${i}`, where);
    }
  }
  return lower;
}

/** Solves L y = b in place (b has n entries). */
export function solveLower(lower: Square, b: Float64Array): Float64Array {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= (lower[i * n + k] as number) * (b[k] as number);
    b[i] = sum / (lower[i * n + i] as number);
  }
  return b;
}

/** Solves Lᵀ y = b in place (b has n entries). */
export function solveUpper(lower: Square, b: Float64Array): Float64Array {
  const n = b.length;
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (lower[k * n + i] as number) * (b[k] as number);
    b[i] = sum / (lower[i * n + i] as number);
  }
  return b;
}

/** Solves L Lᵀ y = b in place. */
export function solveCholesky(lower: Square, b: Float64Array): Float64Array {
  return solveUpper(lower, solveLower(lower, b));
}

/** Σ ln L_ii, half the log-determinant of L Lᵀ. */
export function halfLogDet(lower: Square, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(lower[i * n + i] as number);
  return sum;
}

/** L⁻¹, lower triangular. */
export function invertLower(lower: Square, n: number): Square {
  const inverse = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    solveLower(lower, unit);
    for (let i = 0; i < n; i++) inverse[i * n + j] = unit[i] as number;
  }
  return inverse;
}
