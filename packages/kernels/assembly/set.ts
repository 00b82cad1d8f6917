import { log4 } from './elementary';

// Sets of rows, [panel][member][feature][8]. `present` holds for each member four bytes of ones a lane, or of zeros where it is
// missing.

/** A member is missing where all features of `list` are NaN: they become 0. */
export function markMissing(
  present: usize,
  x: usize,
  list: usize,
  count: i32,
  features: i32,
  members: i32,
): void {
  for (let member = 0; member < members; ++member) {
    for (let half: usize = 0; half < 32; half += 16) {
      let there: v128 = i32x4.splat(0);
      for (let i = 0; i < count; ++i) {
        const value = v128.load(x + half + (load<i32>(list + (i << 2)) << 5));
        there = v128.or(there, f32x4.eq(value, value));
      }
      for (let i = 0; i < count; ++i) {
        const at = x + half + (load<i32>(list + (i << 2)) << 5);
        v128.store(at, v128.and(v128.load(at), there));
      }
      v128.store(present + half, there);
    }
    present += 32;
    x += features << 5;
  }
}

/**
 * The sum of y over the members of a set that are present, or their mean; behind it their number n, from 1, and then n again, or
 * ln n where `log` is 1.
 */
export function poolSet(
  out: usize,
  y: usize,
  present: usize,
  features: i32,
  members: i32,
  mean: i32,
  log: i32,
  panels: i32,
): void {
  const row: usize = features << 5;
  const one = f32x4.splat(1);
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      let count: v128 = f32x4.splat(0);
      for (let member = 0; member < members; ++member) {
        count = f32x4.add(count, v128.and(one, v128.load(present + half + (member << 5))));
      }
      count = f32x4.max(count, one);
      for (let at = half; at < row; at += 32) {
        let sum: v128 = f32x4.splat(0);
        for (let member = 0; member < members; ++member) {
          const value = v128.load(y + at + member * row);
          sum = f32x4.add(sum, v128.and(value, v128.load(present + half + (member << 5))));
        }
        v128.store(out + at, mean ? f32x4.div(sum, count) : sum);
      }
      v128.store(out + row + half, count);
      v128.store(out + row + half, log ? log4(count) : count, 32);
    }
    out += row + 128;
    y += members * row;
    present += members << 5;
  }
}

/** From the slopes of what `poolSet` gave, and its numbers, to those of y. */
export function poolSetGradient(
  dy: usize,
  dOut: usize,
  out: usize,
  present: usize,
  features: i32,
  members: i32,
  mean: i32,
  panels: i32,
): void {
  const row: usize = features << 5;
  for (let panel = 0; panel < panels; ++panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      const count = v128.load(out + row + half);
      for (let at = half; at < row; at += 32) {
        const slope = v128.load(dOut + at);
        const share = mean ? f32x4.div(slope, count) : slope;
        for (let member = 0; member < members; ++member) {
          v128.store(dy + at + member * row, v128.and(share, v128.load(present + half + (member << 5))));
        }
      }
    }
    out += row + 128;
    dOut += row + 128;
    dy += members * row;
    present += members << 5;
  }
}
