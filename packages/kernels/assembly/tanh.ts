import { tanh4 } from './elementary';

/** y = tanh(y), or tanh(y + add) where `add` is not 0, for the features from ≤ f < to of every panel. */
export function tanhRows(y: usize, add: usize, from: i32, to: i32, features: i32, panels: i32): void {
  for (let panel = 0; panel < panels; ++panel) {
    let at = y + (from << 5);
    const end = y + (to << 5);
    while (at < end) {
      let x = v128.load(at);
      if (add) x = f32x4.add(x, v128.load(add + (at - y)));
      v128.store(at, tanh4(x));
      at += 16;
    }
    y += features << 5;
    if (add) add += features << 5;
  }
}

/** out = dy (1 − y²), over `bytes` bytes; out may be dy. */
export function tanhGradient(out: usize, dy: usize, y: usize, bytes: usize): void {
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < bytes; i += 16) {
    const value = v128.load(y + i);
    v128.store(out + i, f32x4.mul(v128.load(dy + i), f32x4.sub(one, f32x4.mul(value, value))));
  }
}
