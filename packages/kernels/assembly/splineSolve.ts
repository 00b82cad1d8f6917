import {
  BOTTOM,
  clamp,
  findBin,
  HEIGHT,
  isInside,
  LEFT,
  prepare,
  prepareAffine,
  SLOPE_0,
  SLOPE_1,
  WIDTH,
} from './spline';

/** y with spline(y) = z in the found bin: the root of a quadratic in (y − left) / width (Durkan et al. 2019, eqs 6–8). */
function solveBin(work: usize, z: v128): v128 {
  const w = v128.load(work, WIDTH);
  const h = v128.load(work, HEIGHT);
  const a = v128.load(work, SLOPE_0);
  const s = f32x4.div(h, w);
  const bend = f32x4.sub(f32x4.add(a, v128.load(work, SLOPE_1)), f32x4.add(s, s));
  const above = f32x4.sub(z, v128.load(work, BOTTOM));
  const bent = f32x4.mul(above, bend);
  const square = f32x4.add(f32x4.mul(h, f32x4.sub(s, a)), bent);
  const linear = f32x4.sub(f32x4.mul(h, a), bent);
  const constant = f32x4.mul(s, above); // with the sign turned
  const four = f32x4.mul(f32x4.splat(4), f32x4.mul(square, constant));
  const root = f32x4.sqrt(f32x4.max(f32x4.add(f32x4.mul(linear, linear), four), f32x4.splat(0)));
  const t = f32x4.div(f32x4.add(constant, constant), f32x4.add(linear, root));
  return f32x4.add(v128.load(work, LEFT), f32x4.mul(t, w));
}

/** The step the other way, for one place: r = (y − shift) / scale, or y without a lead, where spline(y) = z. */
export function splineSolve(
  r: usize,
  z: usize,
  network: usize,
  coordinate: i32,
  place: i32,
  work: usize,
  bins: i32,
  bound: f32,
  lead: i32,
  factor: f32,
  features: i32,
  outputs: i32,
  panels: i32,
): void {
  const at: usize = coordinate << 5;
  const stride: usize = (3 * bins - 1 + lead) << 5;
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      const parameters = network + place * stride + half;
      const knots = parameters + (lead << 5);
      prepare(knots, bins, factor);
      const value = v128.load(z + at + half);
      const within = clamp(value, bound);
      findBin(work, knots, bins, bound, within, 1);
      let y = v128.bitselect(solveBin(work, within), value, isInside(value, bound));
      if (lead) {
        const shift = prepareAffine(parameters);
        y = f32x4.div(f32x4.sub(y, shift), v128.load(parameters, 32));
      }
      v128.store(r + at + half, y);
    }
    z += features << 5;
    r += features << 5;
    network += outputs << 5;
  }
}
