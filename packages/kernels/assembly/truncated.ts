import { exp4, fused, log4 } from './elementary';

// A standard normal z carried to a normal cut to [−1, 1], with the same tails. Everything goes by logarithms of tail masses.

const LN_HALF: f32 = -Mathf.LN2;
const LN_2PI: f32 = 1.8378770664093453;

/** ln Φ(−|x|) = ln ½ + ln t + P(t) − z², z = |x|/√2, t = 1/(1 + z/2) (Press et al. 1992, *Numerical Recipes*, §6.2). */
function logTail(x: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(Mathf.SQRT1_2));
  const t = f32x4.div(f32x4.splat(1), fused(f32x4.splat(1), z, f32x4.splat(0.5)));
  let p = f32x4.splat(0.17087277);
  p = fused(f32x4.splat(-0.82215223), p, t);
  p = fused(f32x4.splat(1.48851587), p, t);
  p = fused(f32x4.splat(-1.13520398), p, t);
  p = fused(f32x4.splat(0.27886807), p, t);
  p = fused(f32x4.splat(-0.18628806), p, t);
  p = fused(f32x4.splat(0.09678418), p, t);
  p = fused(f32x4.splat(0.37409196), p, t);
  p = fused(f32x4.splat(1.00002368), p, t);
  p = fused(f32x4.splat(-1.26551223), p, t);
  const rest = f32x4.add(f32x4.add(log4(t), f32x4.splat(LN_HALF)), p);
  return f32x4.sub(rest, f32x4.mul(z, z));
}

/** ln(1 − e^tail) for tail ≤ ln ½: the series where 1 − e^tail would round to 1. */
function logRest(tail: v128): v128 {
  const p = exp4(f32x4.min(tail, f32x4.splat(LN_HALF)));
  let series = fused(f32x4.splat(1.0 / 3.0), p, f32x4.splat(0.25));
  series = fused(f32x4.splat(0.5), p, series);
  series = fused(f32x4.splat(1), p, series);
  const whole = log4(f32x4.sub(f32x4.splat(1), p));
  return v128.bitselect(f32x4.neg(f32x4.mul(p, series)), whole, f32x4.lt(p, f32x4.splat(0.01)));
}

/** ln(eᵃ + eᵇ) */
function logAdd(a: v128, b: v128): v128 {
  const most = f32x4.max(a, b);
  const gap = f32x4.sub(f32x4.min(a, b), most);
  return f32x4.add(most, log4(f32x4.add(f32x4.splat(1), exp4(gap))));
}

/** The z ≤ 0 with ln Φ(z) = half ≤ ln ½ (Wichura 1988, AS 241, PPND7; beyond its range one step of the asymptote). */
function quantile(half: v128): v128 {
  const q = f32x4.sub(exp4(half), f32x4.splat(0.5));
  const s = f32x4.sub(f32x4.splat(0.180625), f32x4.mul(q, q));
  let top = fused(f32x4.splat(159.29113202), s, f32x4.splat(59.10937472));
  top = fused(f32x4.splat(50.434271938), s, top);
  top = fused(f32x4.splat(3.3871327179), s, top);
  let bottom = fused(f32x4.splat(78.757757664), s, f32x4.splat(67.1875636));
  bottom = fused(f32x4.splat(17.895169469), s, bottom);
  bottom = fused(f32x4.splat(1), s, bottom);
  const centre = f32x4.div(f32x4.mul(q, top), bottom);
  const r = f32x4.sqrt(f32x4.neg(half));
  const u = f32x4.sub(f32x4.min(r, f32x4.splat(5)), f32x4.splat(1.6));
  top = fused(f32x4.splat(1.3067284816), u, f32x4.splat(0.17023821103));
  top = fused(f32x4.splat(2.75681539), u, top);
  top = fused(f32x4.splat(1.4234372777), u, top);
  bottom = fused(f32x4.splat(0.7370016425), u, f32x4.splat(0.12021132975));
  bottom = fused(f32x4.splat(1), u, bottom);
  const near = f32x4.div(top, bottom);
  const v = f32x4.sub(f32x4.min(f32x4.max(r, f32x4.splat(5)), f32x4.splat(1e12)), f32x4.splat(5));
  top = fused(f32x4.splat(0.42868294337), v, f32x4.splat(0.017337203997));
  top = fused(f32x4.splat(3.081226386), v, top);
  top = fused(f32x4.splat(6.657905115), v, top);
  bottom = fused(f32x4.splat(0.24197894225), v, f32x4.splat(0.012258202635));
  bottom = fused(f32x4.splat(1), v, bottom);
  const far = f32x4.div(top, bottom);
  const square = f32x4.mul(far, far);
  const known = f32x4.mul(f32x4.add(log4(square), f32x4.splat(LN_2PI)), f32x4.splat(0.5));
  const step = f32x4.add(known, f32x4.div(f32x4.splat(1), square));
  const beyond = f32x4.mul(
    f32x4.sqrt(f32x4.max(f32x4.neg(f32x4.add(half, step)), f32x4.splat(0))),
    f32x4.splat(Mathf.SQRT2),
  );
  let tail = v128.bitselect(far, beyond, f32x4.le(r, f32x4.splat(27)));
  tail = v128.bitselect(near, tail, f32x4.le(r, f32x4.splat(5)));
  return v128.bitselect(centre, f32x4.neg(tail), f32x4.ge(q, f32x4.splat(-0.425)));
}

/**
 * out = mean + spread · e where Φ(e) = Φ(α) + Φ(z) (Φ(β) − Φ(α)), for `count` numbers z, a multiple of 4. The table holds
 * ln Φ(α), ln Φ(−β), ln(Φ(β) − Φ(α)), mean and spread, each for `period` numbers, a multiple of 4, after which they come again.
 */
export function truncatedNormal(out: usize, z: usize, table: usize, period: i32, count: i32): void {
  const bytes: usize = count << 2;
  const row: usize = period << 2;
  let at = table;
  for (let i: usize = 0; i < bytes; i += 16) {
    const value = v128.load(z + i);
    const mass = v128.load(at + 2 * row);
    const tail = logTail(value);
    const rest = logRest(tail);
    const isLow = f32x4.le(value, f32x4.splat(0));
    const lower = logAdd(f32x4.add(v128.bitselect(tail, rest, isLow), mass), v128.load(at));
    const upper = logAdd(f32x4.add(v128.bitselect(rest, tail, isLow), mass), v128.load(at + row));
    const half = f32x4.min(f32x4.min(lower, upper), f32x4.splat(LN_HALF));
    const distance = quantile(half);
    const e = v128.bitselect(distance, f32x4.neg(distance), f32x4.le(lower, upper));
    const inside = fused(v128.load(at + 3 * row), v128.load(at + 4 * row), e);
    const cut = f32x4.min(f32x4.max(inside, f32x4.splat(-1)), f32x4.splat(1));
    v128.store(out + i, v128.bitselect(cut, value, f32x4.eq(value, value)));
    at += 16;
    if (at === table + row) at = table;
  }
}
