import { fused, log4 } from './elementary';
import { softplusTo } from './spline';

// A linear layer z = L U r + bias of `LowerUpper`: one matrix P, row after row, holds L below its diagonal and U above, and
// U_ii = softplus(P_ii) + 10⁻³. `diagonals` holds every U_ii in four lanes; `bias` stands right behind P.

/** Every U_ii and its slope to P_ii, in four lanes each. */
export function diagonal(diagonals: usize, slopes: usize, packed: usize, dim: i32): void {
  for (let i = 0; i < dim; ++i) {
    softplusTo(diagonals + (i << 4), slopes + (i << 4), v128.load32_splat(packed + ((i * dim + i) << 2)));
  }
}

/** z = L t + bias of t = U r, and logDet += Σ ln U_ii. */
export function mix(
  z: usize,
  t: usize,
  r: usize,
  packed: usize,
  diagonals: usize,
  logDet: usize,
  dim: i32,
  features: i32,
  panels: i32,
): void {
  let volume: v128 = f32x4.splat(0);
  for (let i = 0; i < dim; ++i) volume = f32x4.add(volume, log4(v128.load(diagonals + (i << 4))));
  const bias = packed + ((dim * dim) << 2);
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      for (let i = 0; i < dim; ++i) {
        const row = packed + ((i * dim) << 2);
        let sum = f32x4.mul(v128.load(diagonals + (i << 4)), v128.load(r + (i << 5) + half));
        for (let j = i + 1; j < dim; ++j) {
          sum = fused(sum, v128.load32_splat(row + (j << 2)), v128.load(r + (j << 5) + half));
        }
        v128.store(t + (i << 5) + half, sum);
      }
      for (let i = 0; i < dim; ++i) {
        const row = packed + ((i * dim) << 2);
        let sum = f32x4.add(v128.load(t + (i << 5) + half), v128.load32_splat(bias + (i << 2)));
        for (let j = 0; j < i; ++j) {
          sum = fused(sum, v128.load32_splat(row + (j << 2)), v128.load(t + (j << 5) + half));
        }
        v128.store(z + (i << 5) + half, sum);
      }
      v128.store(logDet + half, f32x4.add(v128.load(logDet + half), volume));
    }
    logDet += 32;
    z += features << 5;
    t += features << 5;
    r += features << 5;
  }
}

/** r with L U r + bias = z: two substitutions. */
export function unmix(
  r: usize,
  z: usize,
  packed: usize,
  diagonals: usize,
  dim: i32,
  features: i32,
  panels: i32,
): void {
  const bias = packed + ((dim * dim) << 2);
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      for (let i = 0; i < dim; ++i) {
        const row = packed + ((i * dim) << 2);
        let rest = f32x4.sub(v128.load(z + (i << 5) + half), v128.load32_splat(bias + (i << 2)));
        for (let j = 0; j < i; ++j) {
          const weight = f32x4.neg(v128.load32_splat(row + (j << 2)));
          rest = fused(rest, weight, v128.load(r + (j << 5) + half));
        }
        v128.store(r + (i << 5) + half, rest);
      }
      for (let i = dim - 1; i >= 0; --i) {
        const row = packed + ((i * dim) << 2);
        let rest = v128.load(r + (i << 5) + half);
        for (let j = i + 1; j < dim; ++j) {
          const weight = f32x4.neg(v128.load32_splat(row + (j << 2)));
          rest = fused(rest, weight, v128.load(r + (j << 5) + half));
        }
        v128.store(r + (i << 5) + half, f32x4.div(rest, v128.load(diagonals + (i << 4))));
      }
    }
    z += features << 5;
    r += features << 5;
  }
}

function addProduct(target: usize, a: v128, b: v128): void {
  v128.store(target, fused(v128.load(target), a, b));
}

/**
 * Turns dz into dr in place; adds the slopes of L and U, laid out as P, and of the bias to `sums`, four lanes each. g: the
 * slope of each row's log-density.
 */
export function mixGradient(
  d: usize,
  sums: usize,
  t: usize,
  r: usize,
  g: usize,
  packed: usize,
  diagonals: usize,
  dim: i32,
  features: i32,
  panels: i32,
): void {
  const bias = sums + ((dim * dim) << 4);
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      const slope = v128.load(g + half);
      for (let j = 0; j < dim; ++j) {
        const at = (j << 5) + half;
        const value = v128.load(t + at);
        let sum = v128.load(d + at);
        const total = bias + (j << 4);
        v128.store(total, f32x4.add(v128.load(total), sum));
        for (let i = j + 1; i < dim; ++i) {
          const dz = v128.load(d + (i << 5) + half);
          addProduct(sums + ((i * dim + j) << 4), dz, value);
          sum = fused(sum, v128.load32_splat(packed + ((i * dim + j) << 2)), dz);
        }
        v128.store(d + at, sum);
      }
      for (let j = dim - 1; j >= 0; --j) {
        const at = (j << 5) + half;
        const value = v128.load(r + at);
        const own = v128.load(d + at);
        const scale = v128.load(diagonals + (j << 4));
        const total = sums + ((j * dim + j) << 4);
        addProduct(total, own, value);
        v128.store(total, f32x4.add(v128.load(total), f32x4.div(slope, scale)));
        let sum = f32x4.mul(scale, own);
        for (let i = 0; i < j; ++i) {
          const dt = v128.load(d + (i << 5) + half);
          addProduct(sums + ((i * dim + j) << 4), dt, value);
          sum = fused(sum, v128.load32_splat(packed + ((i * dim + j) << 2)), dt);
        }
        v128.store(d + at, sum);
      }
    }
    g += 32;
    d += features << 5;
    t += features << 5;
    r += features << 5;
  }
}

/** The slopes of P and then of the bias, one number each, from what `mixGradient` summed. */
export function collectMixing(out: usize, sums: usize, slopes: usize, dim: i32): void {
  const count = dim * dim + dim;
  for (let k = 0; k < count; ++k) {
    const lanes = v128.load(sums + (k << 4));
    let sum = f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1);
    sum += f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3);
    const i = k / dim;
    if (i < dim && k - i * dim === i) sum *= load<f32>(slopes + (i << 4));
    store<f32>(out + (k << 2), sum);
  }
}
