const { fround } = Math;

/** A matrix inside an array: entry (i, j) stands at i · row + j · column. */
export interface Strided {
  readonly data: Float32Array;
  readonly row: number;
  readonly column: number;
}

/** Counts that `multiply` wants: even rows, columns in fives. */
export const EVEN = 2;
export const FIVE = 5;

/**
 * c = a · b for a [m, k], b [k, n] and c [m, n] with rows of length `width`; m must be even and n a multiple of five.
 *
 * Single precision: every product and every sum is rounded, which engines make one instruction each. Ten sums at a time
 * stay in registers, and none waits for another: about as fast as JavaScript multiplies.
 */
export function multiply(
  c: Float32Array,
  width: number,
  a: Strided,
  b: Strided,
  [m, k, n]: readonly [m: number, k: number, n: number],
): void {
  const { data: left, row: down, column: along } = a;
  const { data: right, row: step, column: across } = b;
  for (let j = 0; j < n; j += FIVE) {
    for (let i = 0; i < m; i += EVEN) {
      let c0 = 0,
        c1 = 0,
        c2 = 0,
        c3 = 0,
        c4 = 0;
      let d0 = 0,
        d1 = 0,
        d2 = 0,
        d3 = 0,
        d4 = 0;
      let at = i * down;
      let from = j * across;
      for (let t = 0; t < k; t++) {
        const u = left[at] as number;
        const v = left[at + down] as number;
        let w = right[from] as number;
        c0 = fround(c0 + fround(u * w));
        d0 = fround(d0 + fround(v * w));
        w = right[from + across] as number;
        c1 = fround(c1 + fround(u * w));
        d1 = fround(d1 + fround(v * w));
        w = right[from + 2 * across] as number;
        c2 = fround(c2 + fround(u * w));
        d2 = fround(d2 + fround(v * w));
        w = right[from + 3 * across] as number;
        c3 = fround(c3 + fround(u * w));
        d3 = fround(d3 + fround(v * w));
        w = right[from + 4 * across] as number;
        c4 = fround(c4 + fround(u * w));
        d4 = fround(d4 + fround(v * w));
        at += along;
        from += step;
      }
      const to = i * width + j;
      c[to] = c0;
      c[to + 1] = c1;
      c[to + 2] = c2;
      c[to + 3] = c3;
      c[to + 4] = c4;
      c[to + width] = d0;
      c[to + width + 1] = d1;
      c[to + width + 2] = d2;
      c[to + width + 3] = d3;
      c[to + width + 4] = d4;
    }
  }
}
