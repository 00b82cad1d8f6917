import { fused } from './elementary';

/**
 * tanh of the 16 numbers at an address: an odd rational function of degree 7 over 8, fitted to the relative error, within
 * 8 · 2⁻²⁴ of the true value and never beyond ±1; what lies beyond ±7.8 is taken there. Four vectors side by side share the
 * constants, which do not all fit registers.
 */
function tanh16(at: usize, add: usize): void {
  let x = v128.load(at);
  let y = v128.load(at, 16);
  let z = v128.load(at, 32);
  let w = v128.load(at, 48);
  if (add) {
    x = f32x4.add(x, v128.load(add));
    y = f32x4.add(y, v128.load(add, 16));
    z = f32x4.add(z, v128.load(add, 32));
    w = f32x4.add(w, v128.load(add, 48));
  }
  let c: v128 = f32x4.splat(-7.8);
  x = f32x4.pmax(x, c);
  y = f32x4.pmax(y, c);
  z = f32x4.pmax(z, c);
  w = f32x4.pmax(w, c);
  c = f32x4.splat(7.8);
  x = f32x4.pmin(x, c);
  y = f32x4.pmin(y, c);
  z = f32x4.pmin(z, c);
  w = f32x4.pmin(w, c);
  const s = f32x4.mul(x, x);
  const t = f32x4.mul(y, y);
  const u = f32x4.mul(z, z);
  const v = f32x4.mul(w, w);
  const top = f32x4.splat(46.1024284362793);
  c = f32x4.splat(11783.7177734375);
  let p = fused(c, s, top);
  let q = fused(c, t, top);
  let r = fused(c, u, top);
  let o = fused(c, v, top);
  c = f32x4.splat(513914.0625);
  p = fused(c, s, p);
  q = fused(c, t, q);
  r = fused(c, u, r);
  o = fused(c, v, o);
  c = f32x4.splat(3971373.25);
  x = f32x4.mul(x, fused(c, s, p));
  y = f32x4.mul(y, fused(c, t, q));
  z = f32x4.mul(z, fused(c, u, r));
  w = f32x4.mul(w, fused(c, v, o));
  c = f32x4.splat(957.03857421875);
  p = f32x4.add(s, c);
  q = f32x4.add(t, c);
  r = f32x4.add(u, c);
  o = f32x4.add(v, c);
  c = f32x4.splat(94840.078125);
  p = fused(c, s, p);
  q = fused(c, t, q);
  r = fused(c, u, r);
  o = fused(c, v, o);
  c = f32x4.splat(1837700.625);
  p = fused(c, s, p);
  q = fused(c, t, q);
  r = fused(c, u, r);
  o = fused(c, v, o);
  c = f32x4.splat(3971373.75);
  v128.store(at, f32x4.div(x, fused(c, s, p)));
  v128.store(at, f32x4.div(y, fused(c, t, q)), 16);
  v128.store(at, f32x4.div(z, fused(c, u, r)), 32);
  v128.store(at, f32x4.div(w, fused(c, v, o)), 48);
}

/** y = tanh(y), or tanh(y + add) where `add` is not 0, for the features from ≤ f < to of every panel, an even number of them. */
export function tanhRows(y: usize, add: usize, from: i32, to: i32, features: i32, panels: i32): void {
  for (let panel = 0; panel < panels; ++panel) {
    const end = y + (to << 5);
    for (let at = y + (from << 5); at < end; at += 64) tanh16(at, add ? add + (at - y) : 0);
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
