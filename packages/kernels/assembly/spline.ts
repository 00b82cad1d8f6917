import { exp4, log4, softplusOf } from './elementary';

// A step whose map is a monotone rational-quadratic spline (Durkan et al. 2019, eqs 4–8), after an affine map or without,
// over the parameters that its network gave: for each place K widths, K heights, and K − 1 slopes, all unconstrained, and
// before them `lead` others, the shift and the raw scale (2) or none (0). The logits of widths and heights are multiplied by
// `factor`. `coordinates` names for each place the coordinate that stands there; `work` holds what is known of one bin,
// below; beyond ±bound the spline is the identity.

export const FLOOR: f32 = 1e-3;
/** The raw slope at which softplus + FLOOR is 1: that of both ends. */
const UNIT: f32 = 0.5397424;

// Where the found bin lies in `work`, in bytes.
export const LEFT: usize = 0;
export const WIDTH: usize = 16;
export const BOTTOM: usize = 32;
export const HEIGHT: usize = 48;
export const SLOPE_0: usize = 64;
export const SLOPE_1: usize = 80;
export const SIGMOID_0: usize = 96;
export const SIGMOID_1: usize = 112;
export const INDEX: usize = 128;
/** dz/dy there. */
const RATIO: usize = 144;

/** [softplus(x) + FLOOR, sigmoid(x)] to two addresses. */
export function softplusTo(value: usize, sigmoid: usize, x: v128): void {
  v128.store(value, f32x4.add(softplusOf(sigmoid, x), f32x4.splat(FLOOR)));
}

/** Turns K logits, 32 bytes apart, into the softmax of `factor` times them. */
function softmax(at: usize, bins: i32, factor: f32): void {
  const end = at + (bins << 5);
  let most = v128.load(at);
  for (let p = at + 32; p < end; p += 32) most = f32x4.max(most, v128.load(p));
  let sum = f32x4.splat(0);
  for (let p = at; p < end; p += 32) {
    const e = exp4(f32x4.mul(f32x4.sub(v128.load(p), most), f32x4.splat(factor)));
    v128.store(p, e);
    sum = f32x4.add(sum, e);
  }
  const scale = f32x4.div(f32x4.splat(1), sum);
  for (let p = at; p < end; p += 32) v128.store(p, f32x4.mul(v128.load(p), scale));
}

/** Turns the raw shift and scale of one place into [sigmoid(raw), scale]; returns the shift. */
export function prepareAffine(network: usize): v128 {
  const shift = v128.load(network);
  softplusTo(network + 32, network, v128.load(network, 32));
  return shift;
}

/** Turns the raw parameters of one spline into widths, heights, and the slopes as they were. */
export function prepare(network: usize, bins: i32, factor: f32): void {
  softmax(network, bins, factor);
  softmax(network + (bins << 5), bins, factor);
}

/** Writes to `work` the bin that holds a value, among the widths (`side` 0) or among the heights (1). */
export function findBin(work: usize, widths: usize, bins: i32, bound: f32, value: v128, side: i32): void {
  const heights = widths + (bins << 5);
  const slopes = heights + (bins << 5);
  const floor = f32x4.splat(2 * bound * FLOOR);
  const rest = f32x4.splat(2 * bound * (1 - FLOOR * <f32>bins));
  let left: v128 = f32x4.splat(-bound);
  let bottom: v128 = left;
  let before: v128 = f32x4.splat(UNIT);
  let x: v128 = left;
  let y: v128 = left;
  let w: v128 = left;
  let h: v128 = left;
  let a: v128 = before;
  let b: v128 = before;
  let index: v128 = f32x4.splat(0);
  for (let bin = 0; bin < bins; ++bin) {
    const at: usize = bin << 5;
    const width = f32x4.add(floor, f32x4.mul(rest, v128.load(widths + at)));
    const height = f32x4.add(floor, f32x4.mul(rest, v128.load(heights + at)));
    const after: v128 = bin + 1 < bins ? v128.load(slopes + at) : f32x4.splat(UNIT);
    const reached: v128 = f32x4.ge(value, side ? bottom : left);
    x = v128.bitselect(left, x, reached);
    y = v128.bitselect(bottom, y, reached);
    w = v128.bitselect(width, w, reached);
    h = v128.bitselect(height, h, reached);
    a = v128.bitselect(before, a, reached);
    b = v128.bitselect(after, b, reached);
    index = v128.bitselect(f32x4.splat(<f32>bin), index, reached);
    left = f32x4.add(left, width);
    bottom = f32x4.add(bottom, height);
    before = after;
  }
  v128.store(work, x, LEFT);
  v128.store(work, w, WIDTH);
  v128.store(work, y, BOTTOM);
  v128.store(work, h, HEIGHT);
  v128.store(work, index, INDEX);
  softplusTo(work + SLOPE_0, work + SIGMOID_0, a);
  softplusTo(work + SLOPE_1, work + SIGMOID_1, b);
}

export function clamp(x: v128, bound: f32): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.splat(-bound)), f32x4.splat(bound));
}

/** Where x lies within ±bound; nowhere for NaN. */
export function isInside(x: v128, bound: f32): v128 {
  return f32x4.le(f32x4.abs(x), f32x4.splat(bound));
}

/** y = r scale + shift (r without a lead), z = spline(y), logDet += Σ ln|dz/dr|. Leaves y in `middle` and in `network` what `prepare` does. */
export function spline(
  z: usize,
  middle: usize,
  r: usize,
  network: usize,
  logDet: usize,
  coordinates: usize,
  work: usize,
  bins: i32,
  bound: f32,
  lead: i32,
  factor: f32,
  dim: i32,
  features: i32,
  outputs: i32,
  panels: i32,
): void {
  const stride: usize = (3 * bins - 1 + lead) << 5;
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      let sum = v128.load(logDet + half);
      for (let place = 0; place < dim; ++place) {
        const at = ((load<i32>(coordinates + (place << 2)) as usize) << 5) + half;
        const parameters = network + place * stride + half;
        const knots = parameters + (lead << 5);
        let y = v128.load(r + at);
        if (lead) {
          const shift = prepareAffine(parameters);
          y = f32x4.add(f32x4.mul(y, v128.load(parameters, 32)), shift);
        }
        prepare(knots, bins, factor);
        v128.store(middle + at, y);
        const inside = isInside(y, bound);
        const within = clamp(y, bound);
        findBin(work, knots, bins, bound, within, 0);
        const mapped = splineAt(work, within);
        v128.store(z + at, v128.bitselect(mapped, y, inside));
        const slope = v128.bitselect(v128.load(work, RATIO), f32x4.splat(1), inside);
        let steepness = log4(slope);
        if (lead) steepness = f32x4.add(log4(v128.load(parameters, 32)), steepness);
        sum = f32x4.add(sum, steepness);
      }
      v128.store(logDet + half, sum);
    }
    logDet += 32;
    z += features << 5;
    middle += features << 5;
    r += features << 5;
    network += outputs << 5;
  }
}

/** The spline within the found bin; leaves its slope there too. */
function splineAt(work: usize, y: v128): v128 {
  const w = v128.load(work, WIDTH);
  const h = v128.load(work, HEIGHT);
  const a = v128.load(work, SLOPE_0);
  const b = v128.load(work, SLOPE_1);
  const one = f32x4.splat(1);
  const t = f32x4.div(f32x4.sub(y, v128.load(work, LEFT)), w);
  const u = f32x4.sub(one, t);
  const tu = f32x4.mul(t, u);
  const s = f32x4.div(h, w);
  const bend = f32x4.sub(f32x4.add(a, b), f32x4.add(s, s));
  const whole = f32x4.div(one, f32x4.add(s, f32x4.mul(bend, tu)));
  const part = f32x4.add(f32x4.mul(f32x4.mul(s, t), t), f32x4.mul(a, tu));
  const q = f32x4.add(
    f32x4.add(f32x4.mul(f32x4.mul(b, t), t), f32x4.mul(f32x4.add(s, s), tu)),
    f32x4.mul(f32x4.mul(a, u), u),
  );
  const steep = f32x4.mul(s, whole);
  v128.store(work, f32x4.mul(q, f32x4.mul(steep, steep)), RATIO);
  return f32x4.add(v128.load(work, BOTTOM), f32x4.mul(h, f32x4.mul(part, whole)));
}
