import { describe, expect, it } from 'vitest';
import {
  cholesky,
  halfLogDet,
  invertLower,
  Rng,
  ShapeError,
  solveCholesky,
  solveLower,
  solveUpper,
} from '../src/index.ts';
import { expectClose, logAbsDet } from '../src/testing/index.ts';

// A textbook matrix with a whole triangle.
const known = [4, 12, -16, 12, 37, -43, -16, -43, 98];
const triangle = [2, 0, 0, 6, 1, 0, -8, 5, 3];

/** B Bᵀ + I for a random B: symmetric positive definite. */
function random(n: number, seed: number): Float64Array {
  const rng = Rng.fromSeed(seed);
  const b = Float64Array.from({ length: n * n }, () => rng.normal());
  return Float64Array.from({ length: n * n }, (_, place) => {
    const [i, j] = [Math.floor(place / n), place % n];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < n; k++) sum += (b[i * n + k] as number) * (b[j * n + k] as number);
    return sum;
  });
}

const times = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: b.length }, (_, i) =>
    Array.from({ length: b.length }, (_, k) => (a[i * b.length + k] as number) * (b[k] as number)).reduce(
      (sum, term) => sum + term,
      0,
    ),
  );

it('a known triangle, its logarithm, its inverse', () => {
  const lower = cholesky(known, 3, 'f');
  expect([...lower]).toEqual(triangle);
  expect(halfLogDet(lower, 3)).toBeCloseTo(Math.log(6), 14);
  expectClose(invertLower(lower, 3), [0.5, 0, 0, -3, 1, 0, 19 / 3, -5 / 3, 1 / 3], 1e-14, 'inverse');
  expect([...solveLower(lower, Float64Array.of(2, 7, 0))]).toEqual([1, 1, 1]);
  expect([...solveUpper(lower, Float64Array.of(0, 6, 3))]).toEqual([1, 1, 1]);
});

describe.each([1, 2, 7, 20])('%d rows', (n) => {
  it.each([1, 2, 3])('solve and factor a random matrix: seed %d', (seed) => {
    const a = random(n, seed);
    const lower = cholesky(a, n, 'f');
    const y = Float64Array.from({ length: n }, (_, i) => i - n / 3);
    // κ(B Bᵀ + I) < 100 n here, so 10⁻¹¹ is far above rounding and far below any mistake
    expectClose(solveCholesky(lower, times(a, y)), y, 1e-11, 'solution');
    expect(halfLogDet(lower, n)).toBeCloseTo(logAbsDet(a, n) / 2, 10);
    const inverse = invertLower(lower, n);
    for (let i = 0; i < n; i++) {
      const unit = times(
        inverse,
        lower.filter((_, place) => place % n === i),
      );
      expectClose(
        unit,
        Float64Array.from({ length: n }, (_, k) => Number(k === i)),
        1e-12,
        'L⁻¹ L',
      );
    }
  });
});

it('the scale of a matrix does not matter', () => {
  for (const scale of [1e-150, 1e-12, 1e12, 1e150]) {
    const lower = cholesky(
      known.map((entry) => entry * scale),
      3,
      'f',
    );
    expectClose(
      lower.map((entry) => entry / Math.sqrt(scale)),
      triangle,
      1e-12,
      'triangle',
    );
  }
});

it('asymmetry by rounding is no asymmetry, even beside a zero', () => {
  expect(() => cholesky([1, 1e-9, 0, 1], 2, 'f')).not.toThrow();
});

describe('what is refused', () => {
  it.each<[string, () => unknown, string]>([
    [
      'asymmetry',
      () => cholesky([1, 0.5, 0.4, 1], 2, 'MultivariateNormal'),
      'matrix must be symmetric; received 0.4 and 0.5 at (1, 0) (MultivariateNormal).',
    ],
    [
      'a negative direction',
      () => cholesky([1, 2, 2, 1], 2, 'f'),
      'matrix must be positive definite; received pivot -3 in row 1 (f).',
    ],
    ['zero', () => cholesky([0], 1, 'f'), 'matrix must be positive definite; received pivot 0 in row 0 (f).'],
    [
      'NaN',
      () => cholesky([1, 0, 0, Number.NaN], 2, 'f'),
      'matrix must be positive definite; received pivot NaN in row 1 (f).',
    ],
    [
      'NaN beside the diagonal',
      () => cholesky([1, Number.NaN, Number.NaN, 1], 2, 'f'),
      'received pivot NaN in row 1 (f).',
    ],
    ['infinity', () => cholesky([Number.POSITIVE_INFINITY], 1, 'f'), 'received pivot Infinity in row 0 (f).'],
    ['a missing entry', () => cholesky([1, 0, 0], 2, 'f'), 'matrix must hold 2 × 2 numbers; received 3 (f).'],
    ['no rows', () => cholesky([], 0, 'f'), 'matrix must hold 0 × 0 numbers; received 0 (f).'],
    [
      'a longer right side',
      () => solveLower(new Float64Array(4), new Float64Array(3)),
      'matrix must hold 3 × 3 numbers; received 4 (solveLower).',
    ],
    [
      'a shorter right side',
      () => solveUpper(new Float64Array(4), new Float64Array(1)),
      'matrix must hold 1 × 1 numbers; received 4 (solveUpper).',
    ],
    [
      'another size',
      () => halfLogDet(new Float64Array(4), 3),
      'matrix must hold 3 × 3 numbers; received 4 (halfLogDet).',
    ],
    [
      'a broken size',
      () => invertLower(new Float64Array(4), 1.5),
      'matrix must hold 1.5 × 1.5 numbers; received 4 (invertLower).',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });

  it('a singular matrix whose last pivot is only rounding', () => {
    // rank one: 0.1 · (1, 3, 7)ᵀ(1, 3, 7), which float64 does not hold exactly
    const v = [1, 3, 7];
    const a = v.flatMap((p) => v.map((q) => 0.1 * p * q));
    expect(() => cholesky(a, 3, 'f')).toThrow(/positive definite/);
  });
});
