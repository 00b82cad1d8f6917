import { log4, softplusOf } from './elementary';

// One autoregressive step over the parameters that its network gave, two features for each place in the order: the shift,
// then the raw scale. `coordinates` names for each place the coordinate that stands there.

const FLOOR: f32 = 1e-3;

/** Of a pair at `raw - 32` and `raw`, [shift, raw]: leaves [sigmoid(raw), scale] there, returns the shift. */
function scaleAt(raw: usize): v128 {
  const shift = v128.load(raw - 32);
  v128.store(raw, f32x4.add(softplusOf(raw - 32, v128.load(raw)), f32x4.splat(FLOOR)));
  return shift;
}

/** z = r scale + shift and logDet += Σ ln scale. Leaves sigmoid(raw) and scale in `network`, which the gradient reads. */
export function affine(
  z: usize,
  r: usize,
  network: usize,
  logDet: usize,
  coordinates: usize,
  dim: i32,
  features: i32,
  outputs: i32,
  panels: i32,
): void {
  for (let panel = 0; panel < panels; ++panel) {
    for (let half = 0; half < 32; half += 16) {
      let sum = v128.load(logDet + half);
      for (let place = 0; place < dim; ++place) {
        const at = (load<i32>(coordinates + (place << 2)) << 5) + half;
        const raw = network + (place << 6) + 32 + half;
        const shift = scaleAt(raw);
        const scale = v128.load(raw);
        sum = f32x4.add(sum, log4(scale));
        v128.store(z + at, f32x4.add(f32x4.mul(v128.load(r + at), scale), shift));
      }
      v128.store(logDet + half, sum);
    }
    logDet += 32;
    z += features << 5;
    r += features << 5;
    network += outputs << 5;
  }
}

/** Turns dz into dz scale in place, and gives the slopes of shift and raw scale; g: the slope of each row's log-density. */
export function affineGradient(
  d: usize,
  dNetwork: usize,
  r: usize,
  network: usize,
  g: usize,
  coordinates: usize,
  dim: i32,
  features: i32,
  outputs: i32,
  panels: i32,
): void {
  for (let panel = 0; panel < panels; ++panel) {
    for (let half = 0; half < 32; half += 16) {
      const slope = v128.load(g + half);
      for (let place = 0; place < dim; ++place) {
        const at = (load<i32>(coordinates + (place << 2)) << 5) + half;
        const pair = (place << 6) + half;
        const sigmoid = v128.load(network + pair);
        const scale = v128.load(network + pair, 32);
        const dz = v128.load(d + at);
        const dScale = f32x4.add(f32x4.mul(dz, v128.load(r + at)), f32x4.div(slope, scale));
        v128.store(dNetwork + pair, dz);
        v128.store(dNetwork + pair, f32x4.mul(dScale, sigmoid), 32);
        v128.store(d + at, f32x4.mul(dz, scale));
      }
    }
    g += 32;
    d += features << 5;
    r += features << 5;
    dNetwork += outputs << 5;
    network += outputs << 5;
  }
}

/** The other way, for one place: r = (z − shift) / scale. */
export function solve(
  r: usize,
  z: usize,
  network: usize,
  coordinate: i32,
  place: i32,
  features: i32,
  outputs: i32,
  panels: i32,
): void {
  const at = coordinate << 5;
  for (let panel = 0; panel < panels; ++panel) {
    for (let half = 0; half < 32; half += 16) {
      const raw = network + (place << 6) + 32 + half;
      const shift = scaleAt(raw);
      v128.store(r + at + half, f32x4.div(f32x4.sub(v128.load(z + at + half), shift), v128.load(raw)));
    }
    z += features << 5;
    r += features << 5;
    network += outputs << 5;
  }
}

/** out += Σ_i −½ z_i² + constant, one number a row. */
export function normal(out: usize, z: usize, constant: f32, dim: i32, features: i32, panels: i32): void {
  for (let panel = 0; panel < panels; ++panel) {
    for (let half = 0; half < 32; half += 16) {
      let sum = f32x4.splat(0);
      for (let i = 0; i < dim; ++i) {
        const value = v128.load(z + (i << 5) + half);
        sum = f32x4.add(sum, f32x4.mul(value, value));
      }
      const density = f32x4.sub(f32x4.splat(constant), f32x4.mul(sum, f32x4.splat(0.5)));
      v128.store(out + half, f32x4.add(v128.load(out + half), density));
    }
    out += 32;
    z += features << 5;
  }
}

/** d = −g z. */
export function normalGradient(d: usize, z: usize, g: usize, features: i32, panels: i32): void {
  for (let panel = 0; panel < panels; ++panel) {
    for (let half = 0; half < 32; half += 16) {
      const slope = f32x4.neg(v128.load(g + half));
      for (let i = 0; i < features; ++i) {
        const at = (i << 5) + half;
        v128.store(d + at, f32x4.mul(slope, v128.load(z + at)));
      }
    }
    g += 32;
    d += features << 5;
    z += features << 5;
  }
}
