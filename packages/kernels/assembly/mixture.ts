import { exp4, fused, log4, softplusOf } from './elementary';

// A mixture of K normal distributions in D dimensions, whose parameters a network gave: K logits, K D means, and of each upper
// triangular A, where AᵀA is a precision, D raw numbers for the diagonal, then for all of them what is beyond it, row by row.
// `step`: 1 where every panel has its own parameters, 0 where all have those of one.

const HALF_LOG_2PI: f32 = 0.9189385332046727;
/** Keeps the diagonal above 0. */
const FLOOR: f32 = 1e-12;

/**
 * Turns raw diagonals into softplus(raw) + FLOOR and leaves their sigmoids; gives each component's weight, and the logarithm of
 * weight and density at its mean.
 */
export function prepareMixture(
  offsets: usize,
  weights: usize,
  sigmoids: usize,
  network: usize,
  components: i32,
  dim: i32,
  outputs: i32,
  panels: i32,
): void {
  const all: usize = components << 5;
  const diagonals: usize = (components * (1 + dim)) << 5;
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      let most = v128.load(network + half);
      for (let at = half; at < all; at += 32) most = f32x4.max(most, v128.load(network + at));
      let sum: v128 = f32x4.splat(0);
      let diagonal = network + diagonals + half;
      let sigmoid = sigmoids + half;
      for (let at = half; at < all; at += 32) {
        const logit = f32x4.sub(v128.load(network + at), most);
        const e = exp4(logit);
        sum = f32x4.add(sum, e);
        v128.store(weights + at, e);
        let offset = f32x4.sub(logit, f32x4.splat(HALF_LOG_2PI * <f32>dim));
        for (let i = 0; i < dim; ++i) {
          const a = f32x4.add(softplusOf(sigmoid, v128.load(diagonal)), f32x4.splat(FLOOR));
          v128.store(diagonal, a);
          offset = f32x4.add(offset, log4(a));
          diagonal += 32;
          sigmoid += 32;
        }
        v128.store(offsets + at, offset);
      }
      const scale = f32x4.div(f32x4.splat(1), sum);
      const log = log4(sum);
      for (let at = half; at < all; at += 32) {
        v128.store(weights + at, f32x4.mul(v128.load(weights + at), scale));
        v128.store(offsets + at, f32x4.sub(v128.load(offsets + at), log));
      }
    }
    offsets += all;
    weights += all;
    sigmoids += (components * dim) << 5;
    network += outputs << 5;
  }
}

/** Turns g, D vectors 32 bytes apart, into A g in place; returns |A g|². */
function whiten(g: usize, diagonal: usize, beyond: usize, dim: i32): v128 {
  let squares: v128 = f32x4.splat(0);
  for (let i = 0; i < dim; ++i) {
    const own = g + (i << 5);
    let sum = f32x4.mul(v128.load(diagonal + (i << 5)), v128.load(own));
    for (let j = i + 1; j < dim; ++j) {
      sum = fused(sum, v128.load(beyond), v128.load(g + (j << 5)));
      beyond += 32;
    }
    v128.store(own, sum);
    squares = fused(squares, sum, sum);
  }
  return squares;
}

/** out += ln Σ_k w_k N(r; …). Leaves A_k (r − m_k) in `y`, and in `shares` how much of the sum each component is. */
export function mixture(
  out: usize,
  shares: usize,
  y: usize,
  r: usize,
  network: usize,
  offsets: usize,
  components: i32,
  dim: i32,
  epsilon: f32,
  features: i32,
  outputs: i32,
  step: i32,
  panels: i32,
): void {
  const all: usize = components << 5;
  const each: usize = dim << 5;
  const more: usize = ((dim * (dim - 1)) >> 1) << 5;
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      let means = network + all + half;
      let diagonal = means + components * each;
      let beyond = diagonal + components * each;
      let own = y + half;
      let most: v128 = f32x4.splat(-Infinity);
      for (let at = half; at < all; at += 32) {
        let far: v128 = f32x4.splat(0);
        for (let i: usize = 0; i < each; i += 32) {
          const gap = f32x4.sub(v128.load(r + half + i), v128.load(means + i));
          v128.store(own + i, gap);
          far = fused(far, gap, gap);
        }
        const squares = fused(whiten(own, diagonal, beyond, dim), far, f32x4.splat(epsilon));
        const score = f32x4.sub(v128.load(offsets + at), f32x4.mul(squares, f32x4.splat(0.5)));
        v128.store(shares + at, score);
        most = f32x4.max(most, score);
        means += each;
        diagonal += each;
        beyond += more;
        own += each;
      }
      let sum: v128 = f32x4.splat(0);
      for (let at = half; at < all; at += 32) {
        const e = exp4(f32x4.sub(v128.load(shares + at), most));
        v128.store(shares + at, e);
        sum = f32x4.add(sum, e);
      }
      const scale = f32x4.div(f32x4.splat(1), sum);
      for (let at = half; at < all; at += 32)
        v128.store(shares + at, f32x4.mul(v128.load(shares + at), scale));
      v128.store(out + half, f32x4.add(v128.load(out + half), f32x4.add(most, log4(sum))));
    }
    out += 32;
    shares += all;
    y += components * each;
    r += features << 5;
    network += (outputs * step) << 5;
    offsets += all * step;
  }
}

/** From g, the slope of each row's log-density, to those of r and of the parameters as the network gave them. */
export function mixtureGradient(
  dr: usize,
  dNetwork: usize,
  r: usize,
  y: usize,
  shares: usize,
  network: usize,
  weights: usize,
  sigmoids: usize,
  g: usize,
  components: i32,
  dim: i32,
  epsilon: f32,
  features: i32,
  outputs: i32,
  panels: i32,
): void {
  const all: usize = components << 5;
  const each: usize = dim << 5;
  const one = f32x4.splat(1);
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      const slope = v128.load(g + half);
      let means = all + half;
      let diagonal = means + components * each;
      let beyond = diagonal + components * each;
      let own = y + half;
      let sigmoid = sigmoids + half;
      for (let i: usize = 0; i < each; i += 32) v128.store(dr + half + i, f32x4.splat(0));
      for (let at = half; at < all; at += 32) {
        const share = v128.load(shares + at);
        v128.store(dNetwork + at, f32x4.mul(slope, f32x4.sub(share, v128.load(weights + at))));
        const minus = f32x4.neg(f32x4.mul(slope, share));
        // dm_j = slope share (Σ_{i ≤ j} A_ij y_i + ε g_j), first without its sign
        for (let i: usize = 0; i < each; i += 32) {
          const gap = f32x4.sub(v128.load(r + half + i), v128.load(network + means + i));
          const a = v128.load(network + diagonal + i);
          const value = v128.load(own + i);
          const dMean = fused(f32x4.mul(f32x4.splat(epsilon), gap), a, value);
          v128.store(dNetwork + means + i, dMean);
          const da = f32x4.mul(minus, f32x4.sub(f32x4.mul(value, gap), f32x4.div(one, a)));
          v128.store(dNetwork + diagonal + i, f32x4.mul(da, v128.load(sigmoid + i)));
        }
        for (let i: usize = 0; i < each; i += 32) {
          const value = v128.load(own + i);
          const down = f32x4.mul(minus, value);
          for (let j = i + 32; j < each; j += 32) {
            const gap = f32x4.sub(v128.load(r + half + j), v128.load(network + means + j));
            const to = dNetwork + means + j;
            v128.store(to, fused(v128.load(to), v128.load(network + beyond), value));
            v128.store(dNetwork + beyond, f32x4.mul(down, gap));
            beyond += 32;
          }
        }
        for (let i: usize = 0; i < each; i += 32) {
          const gradient = f32x4.mul(minus, v128.load(dNetwork + means + i));
          v128.store(dNetwork + means + i, f32x4.neg(gradient));
          v128.store(dr + half + i, f32x4.add(v128.load(dr + half + i), gradient));
        }
        means += each;
        diagonal += each;
        own += each;
        sigmoid += each;
      }
    }
    g += 32;
    dr += features << 5;
    r += features << 5;
    y += components * each;
    shares += all;
    weights += all;
    sigmoids += components * each;
    network += outputs << 5;
    dNetwork += outputs << 5;
  }
}

/** Of K vectors, so many bytes apart, the one whose number stands in `index`, in each lane. */
function choose(at: usize, apart: usize, components: i32, index: v128): v128 {
  let chosen: v128 = f32x4.splat(0);
  for (let k = 0; k < components; ++k) {
    chosen = v128.or(chosen, v128.and(v128.load(at), f32x4.eq(index, f32x4.splat(<f32>k))));
    at += apart;
  }
  return chosen;
}

/** r = m_k + A_k⁻¹ n of noise [u, n]: u in [0, 1) chooses the component. */
export function mixtureDraw(
  r: usize,
  noise: usize,
  network: usize,
  weights: usize,
  components: i32,
  dim: i32,
  features: i32,
  noises: i32,
  outputs: i32,
  step: i32,
  panels: i32,
): void {
  const all: usize = components << 5;
  const each: usize = dim << 5;
  const pairs = (dim * (dim - 1)) >> 1;
  const more: usize = pairs << 5;
  const one = f32x4.splat(1);
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      const means = network + all + half;
      const diagonal = means + components * each;
      let beyond = diagonal + components * each + more;
      const uniform = v128.load(noise + half);
      let end: v128 = f32x4.splat(0);
      let index: v128 = f32x4.splat(0);
      // the last component is also what rounding leaves beyond the others
      for (let at = half; at < all - 32; at += 32) {
        end = f32x4.add(end, v128.load(weights + at));
        index = f32x4.add(index, v128.and(one, f32x4.ge(uniform, end)));
      }
      for (let i = dim - 1; i >= 0; --i) {
        const own: usize = (i << 5) + half;
        let rest = v128.load(noise + own, 32);
        for (let j = dim - 1; j > i; --j) {
          beyond -= 32;
          const weight = f32x4.neg(choose(beyond, more, components, index));
          rest = fused(rest, weight, v128.load(r + (j << 5) + half));
        }
        v128.store(r + own, f32x4.div(rest, choose(diagonal + (i << 5), each, components, index)));
      }
      for (let i: usize = 0; i < each; i += 32) {
        const mean = choose(means + i, each, components, index);
        v128.store(r + half + i, f32x4.add(v128.load(r + half + i), mean));
      }
    }
    r += features << 5;
    noise += noises << 5;
    network += (outputs * step) << 5;
    weights += all * step;
  }
}
