import { fused, sigmoid4 } from './elementary';

// What a residual network has beside its dense layers: relu, and blocks that a sigmoid of the context lets through.
// `stride`: the bytes from one panel of what the context gives to the next; 0 where all rows have one context.

/** y += add, for all features of every panel. */
export function addRows(y: usize, add: usize, features: i32, panels: i32, stride: i32): void {
  const bytes: usize = features << 5;
  for (let panel = 0; panel < panels; ++panel) {
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(y + i, f32x4.add(v128.load(y + i), v128.load(add + i)));
    }
    y += bytes;
    add += stride;
  }
}

/** out = max(x, 0), over `bytes` bytes; NaN stays NaN. */
export function relu(out: usize, x: usize, bytes: usize): void {
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f32x4.max(v128.load(x + i), zero));
}

/** out = dy where y > 0, else 0; added to what `out` holds where `add` is 1. y: what relu gave; out may be dy. */
export function reluGradient(out: usize, dy: usize, y: usize, bytes: usize, add: i32): void {
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const slope = v128.and(v128.load(dy + i), f32x4.gt(v128.load(y + i), zero));
    v128.store(out + i, add ? f32x4.add(v128.load(out + i), slope) : slope);
  }
}

/** y = 1 / (1 + e⁻ʸ), over `bytes` bytes. */
export function sigmoid(y: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, sigmoid4(v128.load(y + i)));
}

/** out = x + branch · gate. */
export function gate(
  out: usize,
  x: usize,
  branch: usize,
  gates: usize,
  features: i32,
  panels: i32,
  stride: i32,
): void {
  const bytes: usize = features << 5;
  for (let panel = 0; panel < panels; ++panel) {
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(out + i, fused(v128.load(x + i), v128.load(branch + i), v128.load(gates + i)));
    }
    out += bytes;
    x += bytes;
    branch += bytes;
    gates += stride;
  }
}

/** From the slopes dy of what `gate` gave to those of the branch, and of the number whose sigmoid the gate is. */
export function gateGradient(
  dBranch: usize,
  dGate: usize,
  dy: usize,
  branch: usize,
  gates: usize,
  bytes: usize,
): void {
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < bytes; i += 16) {
    const share = v128.load(gates + i);
    const through = f32x4.mul(v128.load(dy + i), share);
    v128.store(dBranch + i, through);
    v128.store(dGate + i, f32x4.mul(f32x4.mul(through, v128.load(branch + i)), f32x4.sub(one, share)));
  }
}
