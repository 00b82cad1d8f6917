// The most that one core can multiply and add: twelve sums that wait for nothing but themselves, all in registers.

/** 96 · rounds multiplications and additions of plain SIMD. */
export function simd128(rounds: i32): f32 {
  let a = f32x4.splat(1);
  let b = f32x4.splat(1.1);
  let c = f32x4.splat(1.2);
  let d = f32x4.splat(1.3);
  let e = f32x4.splat(1.4);
  let f = f32x4.splat(1.5);
  let g = f32x4.splat(1.6);
  let h = f32x4.splat(1.7);
  let i = f32x4.splat(1.8);
  let j = f32x4.splat(1.9);
  let k = f32x4.splat(2);
  let l = f32x4.splat(2.1);
  const by = f32x4.splat(0.999);
  const and = f32x4.splat(0.001);
  for (let round = 0; round < rounds; ++round) {
    a = f32x4.add(f32x4.mul(a, by), and);
    b = f32x4.add(f32x4.mul(b, by), and);
    c = f32x4.add(f32x4.mul(c, by), and);
    d = f32x4.add(f32x4.mul(d, by), and);
    e = f32x4.add(f32x4.mul(e, by), and);
    f = f32x4.add(f32x4.mul(f, by), and);
    g = f32x4.add(f32x4.mul(g, by), and);
    h = f32x4.add(f32x4.mul(h, by), and);
    i = f32x4.add(f32x4.mul(i, by), and);
    j = f32x4.add(f32x4.mul(j, by), and);
    k = f32x4.add(f32x4.mul(k, by), and);
    l = f32x4.add(f32x4.mul(l, by), and);
  }
  return total(a, b, c, d, e, f) + total(g, h, i, j, k, l);
}

/** The same in one rounding each, where the machine has it. */
export function relaxed(rounds: i32): f32 {
  let a = f32x4.splat(1);
  let b = f32x4.splat(1.1);
  let c = f32x4.splat(1.2);
  let d = f32x4.splat(1.3);
  let e = f32x4.splat(1.4);
  let f = f32x4.splat(1.5);
  let g = f32x4.splat(1.6);
  let h = f32x4.splat(1.7);
  let i = f32x4.splat(1.8);
  let j = f32x4.splat(1.9);
  let k = f32x4.splat(2);
  let l = f32x4.splat(2.1);
  const by = f32x4.splat(0.999);
  const and = f32x4.splat(0.001);
  for (let round = 0; round < rounds; ++round) {
    a = f32x4.relaxed_madd(a, by, and);
    b = f32x4.relaxed_madd(b, by, and);
    c = f32x4.relaxed_madd(c, by, and);
    d = f32x4.relaxed_madd(d, by, and);
    e = f32x4.relaxed_madd(e, by, and);
    f = f32x4.relaxed_madd(f, by, and);
    g = f32x4.relaxed_madd(g, by, and);
    h = f32x4.relaxed_madd(h, by, and);
    i = f32x4.relaxed_madd(i, by, and);
    j = f32x4.relaxed_madd(j, by, and);
    k = f32x4.relaxed_madd(k, by, and);
    l = f32x4.relaxed_madd(l, by, and);
  }
  return total(a, b, c, d, e, f) + total(g, h, i, j, k, l);
}

/** So that no sum is left out as unused. */
function total(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128): f32 {
  const sum = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(e, f));
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 3);
}
