import {
  clamp,
  FLOOR,
  findBin,
  HEIGHT,
  INDEX,
  isInside,
  LEFT,
  SIGMOID_0,
  SIGMOID_1,
  SLOPE_0,
  SLOPE_1,
  WIDTH,
} from './spline';

// The slopes of the bin, in `work` behind what is known of it.
const G_LEFT: usize = 160;
const G_WIDTH: usize = 176;
const G_BOTTOM: usize = 192;
const G_HEIGHT: usize = 208;
const G_SLOPE_0: usize = 224;
const G_SLOPE_1: usize = 240;

/**
 * The way back through the spline within the found bin: from the slopes `dz` of its value and `g` of its ln|dz/dy| to that
 * of y, which is returned, and those of the bin, which are left in `work`; 0 where `inside` is not set.
 */
function binGradient(work: usize, y: v128, dz: v128, g: v128, inside: v128): v128 {
  const w = v128.load(work, WIDTH);
  const h = v128.load(work, HEIGHT);
  const a = v128.load(work, SLOPE_0);
  const b = v128.load(work, SLOPE_1);
  const one = f32x4.splat(1);
  const overWidth = f32x4.div(one, w);
  const t = f32x4.mul(f32x4.sub(y, v128.load(work, LEFT)), overWidth);
  const u = f32x4.sub(one, t);
  const tu = f32x4.mul(t, u);
  const tt = f32x4.mul(t, t);
  const uu = f32x4.mul(u, u);
  const two = f32x4.splat(2);
  const turn = f32x4.sub(u, t); // d(t u)/dt
  const s = f32x4.mul(h, overWidth);
  const bend = f32x4.sub(f32x4.add(a, b), f32x4.mul(two, s));
  const whole = f32x4.div(one, f32x4.add(s, f32x4.mul(bend, tu)));
  const part = f32x4.add(f32x4.mul(s, tt), f32x4.mul(a, tu));
  const share = f32x4.mul(part, whole);
  const q = f32x4.add(f32x4.add(f32x4.mul(b, tt), f32x4.mul(f32x4.mul(two, s), tu)), f32x4.mul(a, uu));
  // slopes of part, of s + bend t u, and of q, in ln q + 2 ln s - 2 ln(s + bend t u) and in the value
  const dPart = f32x4.mul(f32x4.mul(dz, h), whole);
  const dWhole = f32x4.neg(f32x4.add(f32x4.mul(dPart, share), f32x4.mul(f32x4.mul(two, g), whole)));
  const dq = f32x4.div(g, q);
  const sTurn = f32x4.mul(f32x4.mul(two, s), turn);
  let dt = f32x4.mul(dPart, f32x4.add(f32x4.mul(f32x4.mul(two, s), t), f32x4.mul(a, turn)));
  dt = f32x4.add(dt, f32x4.mul(f32x4.mul(dWhole, bend), turn));
  const qTurn = f32x4.add(f32x4.mul(two, f32x4.sub(f32x4.mul(b, t), f32x4.mul(a, u))), sTurn);
  dt = f32x4.add(dt, f32x4.mul(dq, qTurn));
  let ds = f32x4.add(f32x4.mul(dPart, tt), f32x4.mul(dWhole, f32x4.sub(one, f32x4.mul(two, tu))));
  ds = f32x4.add(ds, f32x4.add(f32x4.mul(f32x4.mul(two, dq), tu), f32x4.div(f32x4.mul(two, g), s)));
  const both = f32x4.mul(dWhole, tu);
  const da = f32x4.add(f32x4.add(f32x4.mul(dPart, tu), both), f32x4.mul(dq, uu));
  const db = f32x4.add(both, f32x4.mul(dq, tt));
  const dy = f32x4.mul(dt, overWidth);
  const dw = f32x4.neg(f32x4.mul(overWidth, f32x4.add(f32x4.mul(ds, s), f32x4.mul(dt, t))));
  const dh = f32x4.add(f32x4.mul(dz, share), f32x4.mul(ds, overWidth));
  v128.store(work, v128.and(f32x4.neg(dy), inside), G_LEFT);
  v128.store(work, v128.and(dw, inside), G_WIDTH);
  v128.store(work, v128.and(dz, inside), G_BOTTOM);
  v128.store(work, v128.and(dh, inside), G_HEIGHT);
  v128.store(work, v128.and(f32x4.mul(da, v128.load(work, SIGMOID_0)), inside), G_SLOPE_0);
  v128.store(work, v128.and(f32x4.mul(db, v128.load(work, SIGMOID_1)), inside), G_SLOPE_1);
  return v128.bitselect(dy, dz, inside);
}

/**
 * From the slopes of a bin's start and size to those of the logits of all sizes: start = −bound + Σ sizes before it,
 * size = 2 bound (floor + (1 − floor K) softmax(factor · logits)).
 */
function logitGradient(
  out: usize,
  shares: usize,
  bins: i32,
  bound: f32,
  factor: f32,
  index: v128,
  dStart: v128,
  dSize: v128,
): void {
  const rest = f32x4.splat(2 * bound * (1 - FLOOR * <f32>bins));
  const start = f32x4.mul(dStart, rest);
  const size = f32x4.mul(dSize, rest);
  let mean: v128 = f32x4.splat(0);
  for (let bin = 0; bin < bins; ++bin) {
    const at: usize = bin << 5;
    const number = f32x4.splat(<f32>bin);
    const before = v128.and(start, f32x4.lt(number, index));
    const slope = v128.or(before, v128.and(size, f32x4.eq(number, index)));
    v128.store(out + at, slope);
    mean = f32x4.add(mean, f32x4.mul(slope, v128.load(shares + at)));
  }
  for (let bin = 0; bin < bins; ++bin) {
    const at: usize = bin << 5;
    const centred = f32x4.mul(f32x4.sub(v128.load(out + at), mean), f32x4.splat(factor));
    v128.store(out + at, f32x4.mul(centred, v128.load(shares + at)));
  }
}

/** The slopes of the raw slopes, of which the bin's two ends have some; those of the outermost ends are fixed. */
function slopeGradient(out: usize, bins: i32, index: v128, first: v128, second: v128): void {
  for (let knot = 1; knot < bins; ++knot) {
    const isFirst = f32x4.eq(f32x4.splat(<f32>knot), index);
    const isSecond = f32x4.eq(f32x4.splat(<f32>(knot - 1)), index);
    v128.store(out + ((knot - 1) << 5), v128.or(v128.and(first, isFirst), v128.and(second, isSecond)));
  }
}

/**
 * Turns dz into dr in place, and gives the slopes of the parameters; g: the slope of each row's log-density. `network` and
 * `middle` are as `spline` left them.
 */
export function splineGradient(
  d: usize,
  dNetwork: usize,
  middle: usize,
  r: usize,
  network: usize,
  g: usize,
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
  const block: usize = bins << 5;
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      const slope = v128.load(g + half);
      for (let place = 0; place < dim; ++place) {
        const at = ((load<i32>(coordinates + (place << 2)) as usize) << 5) + half;
        const parameters = network + place * stride + half;
        const out = dNetwork + place * stride + half;
        const y = v128.load(middle + at);
        const within = clamp(y, bound);
        const widths = parameters + (lead << 5);
        const dWidths = out + (lead << 5);
        findBin(work, widths, bins, bound, within, 0);
        const dy = binGradient(work, within, v128.load(d + at), slope, isInside(y, bound));
        const index = v128.load(work, INDEX);
        let start = v128.load(work, G_LEFT);
        logitGradient(dWidths, widths, bins, bound, factor, index, start, v128.load(work, G_WIDTH));
        start = v128.load(work, G_BOTTOM);
        const heights = widths + block;
        logitGradient(dWidths + block, heights, bins, bound, factor, index, start, v128.load(work, G_HEIGHT));
        const dSlopes = dWidths + 2 * block;
        slopeGradient(dSlopes, bins, index, v128.load(work, G_SLOPE_0), v128.load(work, G_SLOPE_1));
        if (lead) {
          const scale = v128.load(parameters, 32);
          const dScale = f32x4.add(f32x4.mul(dy, v128.load(r + at)), f32x4.div(slope, scale));
          v128.store(out, dy);
          v128.store(out, f32x4.mul(dScale, v128.load(parameters)), 32);
          v128.store(d + at, f32x4.mul(dy, scale));
        } else v128.store(d + at, dy);
      }
    }
    g += 32;
    d += features << 5;
    middle += features << 5;
    r += features << 5;
    dNetwork += outputs << 5;
    network += outputs << 5;
  }
}
