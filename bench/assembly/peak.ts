// The most that one core can multiply and add: sums and products that wait for nothing but themselves, all in registers. The
// numbers that they are multiplied with and that are added come from outside, so that no compiler knows them.

/** 96 · rounds multiplications and additions of plain SIMD, as many of each. */
export function simd128(rounds: i32, factor: f32, term: f32): f32 {
  const by = f32x4.splat(factor);
  const and = f32x4.splat(term);
  let a = f32x4.splat(1);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  let i = a;
  let j = a;
  let k = a;
  let l = a;
  for (let round = 0; round < rounds; ++round) {
    a = f32x4.mul(a, by);
    g = f32x4.add(g, and);
    b = f32x4.mul(b, by);
    h = f32x4.add(h, and);
    c = f32x4.mul(c, by);
    i = f32x4.add(i, and);
    d = f32x4.mul(d, by);
    j = f32x4.add(j, and);
    e = f32x4.mul(e, by);
    k = f32x4.add(k, and);
    f = f32x4.mul(f, by);
    l = f32x4.add(l, and);
    a = f32x4.mul(a, by);
    g = f32x4.add(g, and);
    b = f32x4.mul(b, by);
    h = f32x4.add(h, and);
    c = f32x4.mul(c, by);
    i = f32x4.add(i, and);
    d = f32x4.mul(d, by);
    j = f32x4.add(j, and);
    e = f32x4.mul(e, by);
    k = f32x4.add(k, and);
    f = f32x4.mul(f, by);
    l = f32x4.add(l, and);
  }
  return total(a, b, c, d, e, f) + total(g, h, i, j, k, l);
}

/** As many, both in one rounding where the machine has it. */
export function relaxed(rounds: i32, factor: f32, term: f32): f32 {
  const by = f32x4.splat(factor);
  const and = f32x4.splat(term);
  let a = f32x4.splat(1);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  let i = a;
  let j = a;
  let k = a;
  let l = a;
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

/** So that nothing is left out as unused. */
function total(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128): f32 {
  const sum = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(e, f));
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 3);
}
