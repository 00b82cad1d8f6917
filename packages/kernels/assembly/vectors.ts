/** out[i] = from[index[i]]. */
export function gather(out: usize, from: usize, index: usize, count: i32): void {
  for (let i = 0; i < count; ++i) {
    store<f32>(out + (i << 2), load<f32>(from + (load<i32>(index + (i << 2)) << 2)));
  }
}

/** out[index[i]] = from[i]. */
export function scatter(out: usize, from: usize, index: usize, count: i32): void {
  for (let i = 0; i < count; ++i) {
    store<f32>(out + (load<i32>(index + (i << 2)) << 2), load<f32>(from + (i << 2)));
  }
}

/** to += from, for a count that is a multiple of 4. */
export function accumulate(to: usize, from: usize, count: i32): void {
  const bytes: usize = count << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
  }
}

/** Σ x², for a count that is a multiple of 8. */
export function sumOfSquares(x: usize, count: i32): f32 {
  let a = f32x4.splat(0);
  let b = a;
  const end = x + (count << 2);
  while (x < end) {
    const u = v128.load(x);
    const v = v128.load(x, 16);
    a = f32x4.add(a, f32x4.mul(u, u));
    b = f32x4.add(b, f32x4.mul(v, v));
    x += 32;
  }
  const sum = f32x4.add(a, b);
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}

/**
 * One step of Adam in place, and the running average of the weights; the gradient is multiplied by `clip` first. Each
 * decay comes with its rest, 1 − decay, which float32 would blur.
 */
export function adam(
  weights: usize,
  average: usize,
  first: usize,
  second: usize,
  gradient: usize,
  count: i32,
  clip: f32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  decay: f32,
  rest: f32,
  rate: f32,
  epsilon: f32,
): void {
  const bytes: usize = count << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const g = f32x4.mul(v128.load(gradient + i), f32x4.splat(clip));
    const m = f32x4.add(
      f32x4.mul(v128.load(first + i), f32x4.splat(beta1)),
      f32x4.mul(g, f32x4.splat(rest1)),
    );
    const square = f32x4.mul(f32x4.mul(g, g), f32x4.splat(rest2));
    const v = f32x4.add(f32x4.mul(v128.load(second + i), f32x4.splat(beta2)), square);
    const step = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), f32x4.add(f32x4.sqrt(v), f32x4.splat(epsilon)));
    const w = f32x4.sub(v128.load(weights + i), step);
    const mean = f32x4.add(
      f32x4.mul(v128.load(average + i), f32x4.splat(decay)),
      f32x4.mul(w, f32x4.splat(rest)),
    );
    v128.store(first + i, m);
    v128.store(second + i, v);
    v128.store(weights + i, w);
    v128.store(average + i, mean);
  }
}
