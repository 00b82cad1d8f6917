// Elementary functions of four lanes. They are this package's own, because engines differ in the last bits of Math's.

/** a + b c: rounded twice, or once where the build has relaxed SIMD and the machine an instruction for it. */
export function fused(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(b, c, a);
  return f32x4.add(a, f32x4.mul(b, c));
}

/** eˣ by 2ⁿ times a polynomial (the coefficients of Cephes' expf); within 2 ulp, 0 below −87.3, NaN stays NaN. */
export function exp4(x: v128): v128 {
  const bounded = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-88)), f32x4.splat(88.7));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(Mathf.LOG2E)));
  const high = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let p = fused(f32x4.splat(1.3981999507e-3), r, f32x4.splat(1.98756915e-4));
  p = fused(f32x4.splat(8.3334519073e-3), r, p);
  p = fused(f32x4.splat(4.1665795894e-2), r, p);
  p = fused(f32x4.splat(1.6666665459e-1), r, p);
  p = fused(f32x4.splat(0.5), r, p);
  p = f32x4.add(fused(r, f32x4.mul(r, r), p), f32x4.splat(1));
  // in two factors, because 2¹²⁸ is no float
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const rest = i32x4.sub(whole, half);
  const y = f32x4.mul(f32x4.mul(p, power2(half)), power2(rest));
  return v128.and(y, v128.or(f32x4.ge(x, f32x4.splat(-87.3)), f32x4.ne(x, x)));
}

function power2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** ln x for normal x > 0 (the coefficients of Cephes' logf), within 1 ulp; ∞ and NaN stay what they are. */
export function log4(x: v128): v128 {
  const bits = i32x4.sub(x, i32x4.splat(0x3f3504f3)); // √½: the mantissa comes to lie in [√½, √2)
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const r = f32x4.sub(m, f32x4.splat(1));
  const r2 = f32x4.mul(r, r);
  let p = fused(f32x4.splat(-1.151461031e-1), r, f32x4.splat(7.0376836292e-2));
  p = fused(f32x4.splat(1.167699874e-1), r, p);
  p = fused(f32x4.splat(-1.2420140846e-1), r, p);
  p = fused(f32x4.splat(1.4249322787e-1), r, p);
  p = fused(f32x4.splat(-1.6668057665e-1), r, p);
  p = fused(f32x4.splat(2.0000714765e-1), r, p);
  p = fused(f32x4.splat(-2.4999993993e-1), r, p);
  p = fused(f32x4.splat(3.3333331174e-1), r, p);
  let y = f32x4.mul(f32x4.mul(p, r), r2);
  y = fused(y, e, f32x4.splat(-2.1219444e-4));
  y = f32x4.sub(y, f32x4.mul(r2, f32x4.splat(0.5)));
  y = f32x4.add(f32x4.add(r, y), f32x4.mul(e, f32x4.splat(0.693359375)));
  return v128.bitselect(y, x, f32x4.lt(x, f32x4.splat(Infinity)));
}

/** ln(1 + e) for 0 ≤ e ≤ 1, exact to the last bits for small e too. */
function log1p4(e: v128): v128 {
  const u = f32x4.add(e, f32x4.splat(1));
  const lost = f32x4.sub(e, f32x4.sub(u, f32x4.splat(1)));
  return f32x4.add(log4(u), f32x4.div(lost, u));
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  const e = exp4(f32x4.neg(f32x4.abs(x)));
  const positive = f32x4.ge(x, f32x4.splat(0));
  return f32x4.div(v128.bitselect(one, e, positive), f32x4.add(one, e));
}

/** softplus(x) = ln(1 + eˣ), and its slope, the sigmoid of x, to an address. */
export function softplusOf(sigmoid: usize, x: v128): v128 {
  const one = f32x4.splat(1);
  const e = exp4(f32x4.neg(f32x4.abs(x)));
  const positive = f32x4.ge(x, f32x4.splat(0));
  v128.store(sigmoid, f32x4.div(v128.bitselect(one, e, positive), f32x4.add(one, e)));
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), log1p4(e));
}
