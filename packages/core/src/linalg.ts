import { ShapeError } from './errors.ts';

/** Square, row-major, float64: what is solved once on the host, before float32 tensors are made of it. */
export type Square = Float64Array;

/** Entries of float32 origin may differ from their mirror image by rounding. */
const SYMMETRY = 1e-5;

/**
 * The lower triangle L with L Lᵀ = A of a symmetric positive definite matrix (row-major, n × n).
 *
 * @throws ShapeError when A is not symmetric or not positive definite (to rounding), naming the row.
 */
export function cholesky(a: ArrayLike<number>, n: number, where: string): Square {
  expectSquare(a, n, where);
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const diagonal = a[i * n + i] as number;
    for (let j = 0; j < i; j++) {
      const entry = a[i * n + j] as number;
      const mirrored = a[j * n + i] as number;
      const size = Math.sqrt(diagonal) * Math.sqrt(a[j * n + j] as number);
      if (Math.abs(entry - mirrored) > SYMMETRY * size) {
        throw new ShapeError('matrix', 'be symmetric', `${entry} and ${mirrored} at (${i}, ${j})`, where);
      }
      lower[i * n + j] = (entry - dot(lower, i * n, j * n, j)) / (lower[j * n + j] as number);
    }
    const pivot = diagonal - dot(lower, i * n, i * n, i);
    // a pivot lost in rounding is what a singular matrix leaves
    if (!(pivot > n * Number.EPSILON * diagonal && pivot < Number.POSITIVE_INFINITY)) {
      throw new ShapeError('matrix', 'be positive definite', `pivot ${pivot} in row ${i}`, where);
    }
    lower[i * n + i] = Math.sqrt(pivot);
  }
  return lower;
}

function dot(a: Float64Array, i: number, j: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += (a[i + k] as number) * (a[j + k] as number);
  return sum;
}

function expectSquare(a: ArrayLike<number>, n: number, where: string): void {
  if (Number.isInteger(n) && n > 0 && a.length === n * n) return;
  throw new ShapeError('matrix', `hold ${n} × ${n} numbers`, `${a.length}`, where);
}

/** Solves L y = b in place (b has n entries). @throws ShapeError unless L is n × n. */
export function solveLower(lower: Square, b: Float64Array): Float64Array {
  const n = b.length;
  expectSquare(lower, n, 'solveLower');
  for (let i = 0; i < n; i++) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= (lower[i * n + k] as number) * (b[k] as number);
    b[i] = sum / (lower[i * n + i] as number);
  }
  return b;
}

/** Solves Lᵀ y = b in place (b has n entries). @throws ShapeError unless L is n × n. */
export function solveUpper(lower: Square, b: Float64Array): Float64Array {
  const n = b.length;
  expectSquare(lower, n, 'solveUpper');
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (lower[k * n + i] as number) * (b[k] as number);
    b[i] = sum / (lower[i * n + i] as number);
  }
  return b;
}

/** Solves L Lᵀ y = b in place. @throws ShapeError unless L is n × n. */
export function solveCholesky(lower: Square, b: Float64Array): Float64Array {
  return solveUpper(lower, solveLower(lower, b));
}

/** Σ ln L_ii, half the log-determinant of L Lᵀ. @throws ShapeError unless L is n × n. */
export function halfLogDet(lower: Square, n: number): number {
  expectSquare(lower, n, 'halfLogDet');
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(lower[i * n + i] as number);
  return sum;
}

/** L⁻¹, lower triangular. @throws ShapeError unless L is n × n. */
export function invertLower(lower: Square, n: number): Square {
  expectSquare(lower, n, 'invertLower');
  const inverse = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    solveLower(lower, unit);
    for (let i = 0; i < n; i++) inverse[i * n + j] = unit[i] as number;
  }
  return inverse;
}
