import { grad, mul, sum, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';

/** The Jacobian ∂f_i/∂z_j of a map of one vector [D] → [D], row by row by reverse mode; float64, row-major. */
export async function jacobian(f: (z: Tensor) => Tensor, z: Tensor): Promise<Float64Array> {
  const [dim = 0] = z.shape;
  const rows = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    const row = tidy(() => {
      const unit = tensor1d(Float32Array.from({ length: dim }, (_, j) => Number(i === j)));
      return grad((point) => sum(mul(f(point), unit)))(z);
    });
    rows.set(await row.data(), i * dim);
    row.dispose();
  }
  return rows;
}

/** log |det A| by Gaussian elimination with pivots, in float64; −∞ for a singular matrix. */
export function logAbsDet(a: Float64Array, n: number): number {
  const m = Float64Array.from(a);
  const at = (i: number, j: number) => m[i * n + j] as number;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(at(i, k)) > Math.abs(at(pivot, k))) pivot = i;
    if (at(pivot, k) === 0) return Number.NEGATIVE_INFINITY;
    for (let j = 0; j < n; j++) {
      const swap = at(k, j);
      m[k * n + j] = at(pivot, j);
      m[pivot * n + j] = swap;
    }
    sum += Math.log(Math.abs(at(k, k)));
    for (let i = k + 1; i < n; i++) {
      const factor = at(i, k) / at(k, k);
      for (let j = k; j < n; j++) m[i * n + j] = at(i, j) - factor * at(k, j);
    }
  }
  return sum;
}
