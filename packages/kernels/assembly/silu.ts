import { sigmoid4 } from './elementary';

/** y = x sigmoid(x), over `bytes` bytes. */
export function silu(y: usize, x: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const value = v128.load(x + i);
    v128.store(y + i, f32x4.mul(value, sigmoid4(value)));
  }
}

/** d = d s (1 + x (1 − s)) in place, s the sigmoid of x. */
export function siluGradient(d: usize, x: usize, bytes: usize): void {
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < bytes; i += 16) {
    const value = v128.load(x + i);
    const s = sigmoid4(value);
    const bend = f32x4.add(one, f32x4.mul(value, f32x4.sub(one, s)));
    v128.store(d + i, f32x4.mul(v128.load(d + i), f32x4.mul(s, bend)));
  }
}
