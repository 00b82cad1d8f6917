import { fused } from './elementary';

/**
 * tanh of the 8 numbers at an address: an odd rational function of degree 13 over 6 (the coefficients of Eigen), within
 * 7 · 2⁻²⁴ of the true value, ±1 beyond 7.9. Two vectors side by side share the constants, which do not all fit registers.
 */
function tanh8(at: usize, add: usize): void {
  let x = v128.load(at);
  let u = v128.load(at, 16);
  if (add) {
    x = f32x4.add(x, v128.load(add));
    u = f32x4.add(u, v128.load(add, 16));
  }
  let c: v128 = f32x4.splat(-7.905311107635498);
  x = f32x4.pmax(x, c);
  u = f32x4.pmax(u, c);
  c = f32x4.splat(7.905311107635498);
  x = f32x4.pmin(x, c);
  u = f32x4.pmin(u, c);
  const s = f32x4.mul(x, x);
  const t = f32x4.mul(u, u);
  let p: v128 = f32x4.splat(-2.76076847742355e-16);
  let q: v128 = p;
  c = f32x4.splat(2.00018790482477e-13);
  p = fused(c, s, p);
  q = fused(c, t, q);
  c = f32x4.splat(-8.60467152213735e-11);
  p = fused(c, s, p);
  q = fused(c, t, q);
  c = f32x4.splat(5.12229709037114e-8);
  p = fused(c, s, p);
  q = fused(c, t, q);
  c = f32x4.splat(1.48572235717979e-5);
  p = fused(c, s, p);
  q = fused(c, t, q);
  c = f32x4.splat(6.37261928875436e-4);
  p = fused(c, s, p);
  q = fused(c, t, q);
  c = f32x4.splat(4.89352455891786e-3);
  p = f32x4.mul(x, fused(c, s, p));
  q = f32x4.mul(u, fused(c, t, q));
  let a: v128 = f32x4.splat(1.19825839466702e-6);
  let b: v128 = a;
  c = f32x4.splat(1.18534705686654e-4);
  a = fused(c, s, a);
  b = fused(c, t, b);
  c = f32x4.splat(2.268434632439e-3);
  a = fused(c, s, a);
  b = fused(c, t, b);
  c = f32x4.splat(4.89352518554385e-3);
  v128.store(at, f32x4.div(p, fused(c, s, a)));
  v128.store(at, f32x4.div(q, fused(c, t, b)), 16);
}

/** y = tanh(y), or tanh(y + add) where `add` is not 0, for the features from ≤ f < to of every panel. */
export function tanhRows(y: usize, add: usize, from: i32, to: i32, features: i32, panels: i32): void {
  for (let panel = 0; panel < panels; ++panel) {
    const end = y + (to << 5);
    for (let at = y + (from << 5); at < end; at += 32) tanh8(at, add ? add + (at - y) : 0);
    y += features << 5;
    if (add) add += features << 5;
  }
}

/** out = dy (1 − y²), over `bytes` bytes; out may be dy. */
export function tanhGradient(out: usize, dy: usize, y: usize, bytes: usize): void {
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < bytes; i += 16) {
    const value = v128.load(y + i);
    v128.store(out + i, f32x4.mul(v128.load(dy + i), f32x4.sub(one, f32x4.mul(value, value))));
  }
}
