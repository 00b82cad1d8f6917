import { fused } from './elementary';

// Matrix products over activations laid out [panel][feature][8 lanes]: eight rows of a batch stand side by side.
// Weights come in tiles of four outputs, [tile][input][4], so that the inner loop reads both operands in order.

/**
 * out[o] = start + Σ_k w[o, k] x[k] for the outputs of tiles from ≤ t < to.
 *
 * `limits` holds for each tile the inputs [low, high) that it depends on. `start`: 0 zero, 1 the bias, 2 what `out` holds.
 * `stepOut`, `stepX`: the features from one panel to the next. Where the steps of x are shorter than its inputs, that is a
 * convolution: the panels are places of a series, and its windows overlap; and with short steps of out its way back.
 */
export function dense(
  out: usize,
  w: usize,
  x: usize,
  bias: usize,
  inputs: i32,
  panels: i32,
  from: i32,
  to: i32,
  limits: usize,
  start: i32,
  stepOut: i32,
  stepX: i32,
): void {
  for (let panel = 0; panel < panels; ++panel) {
    for (let tile = from; tile < to; ++tile) {
      const low = load<i32>(limits + (tile << 3));
      const high = load<i32>(limits + (tile << 3), 4);
      const target = out + (tile << 7);
      let a0: v128 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let a4 = a0;
      let a5 = a0;
      let a6 = a0;
      let a7 = a0;
      if (start === 1) {
        const from = bias + (tile << 4);
        a0 = a1 = v128.load32_splat(from);
        a2 = a3 = v128.load32_splat(from, 4);
        a4 = a5 = v128.load32_splat(from, 8);
        a6 = a7 = v128.load32_splat(from, 12);
      } else if (start === 2) {
        a0 = v128.load(target);
        a1 = v128.load(target, 16);
        a2 = v128.load(target, 32);
        a3 = v128.load(target, 48);
        a4 = v128.load(target, 64);
        a5 = v128.load(target, 80);
        a6 = v128.load(target, 96);
        a7 = v128.load(target, 112);
      }
      let weights = w + ((tile * inputs + low) << 4);
      let source = x + (low << 5);
      const end = x + (high << 5);
      while (source < end) {
        const x0 = v128.load(source);
        const x1 = v128.load(source, 16);
        const w0 = v128.load32_splat(weights);
        a0 = fused(a0, w0, x0);
        a1 = fused(a1, w0, x1);
        const w1 = v128.load32_splat(weights, 4);
        a2 = fused(a2, w1, x0);
        a3 = fused(a3, w1, x1);
        const w2 = v128.load32_splat(weights, 8);
        a4 = fused(a4, w2, x0);
        a5 = fused(a5, w2, x1);
        const w3 = v128.load32_splat(weights, 12);
        a6 = fused(a6, w3, x0);
        a7 = fused(a7, w3, x1);
        source += 32;
        weights += 16;
      }
      v128.store(target, a0);
      v128.store(target, a1, 16);
      v128.store(target, a2, 32);
      v128.store(target, a3, 48);
      v128.store(target, a4, 64);
      v128.store(target, a5, 80);
      v128.store(target, a6, 96);
      v128.store(target, a7, 112);
    }
    out += stepOut << 5;
    x += stepX << 5;
  }
}

/** [Σ a, Σ b, Σ c, Σ d] over the lanes of each. */
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

function addTo(target: usize, value: v128): void {
  v128.store(target, f32x4.add(v128.load(target), value));
}

/** dw[o, k] += Σ_rows x[k] dy[o], in the tiles and within the limits of the weights; `stepX` as of `dense`. */
export function denseGradient(
  dw: usize,
  x: usize,
  dy: usize,
  outputs: i32,
  inputs: i32,
  panels: i32,
  limits: usize,
  stepX: i32,
): void {
  const tiles = outputs >> 2;
  const bytesX: usize = stepX << 5;
  const bytesSlope: usize = outputs << 5;
  for (let tile = 0; tile < tiles; ++tile) {
    const low = load<i32>(limits + (tile << 3)) & -2; // two inputs at a time
    const high = load<i32>(limits + (tile << 3), 4);
    for (let input = low; input < high; input += 2) {
      let a0: v128 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = a0;
      let b1 = a0;
      let b2 = a0;
      let b3 = a0;
      let source = x + (input << 5);
      let slope = dy + (tile << 7);
      // half a panel at a time: more would not fit registers. Steps lead to the other half and to the next panel in turn.
      let toX: usize = 16;
      let toSlope: usize = 16;
      for (let half = panels << 1; half > 0; --half) {
        const xa = v128.load(source);
        const xb = v128.load(source, 32);
        const y0 = v128.load(slope);
        a0 = fused(a0, xa, y0);
        b0 = fused(b0, xb, y0);
        const y1 = v128.load(slope, 32);
        a1 = fused(a1, xa, y1);
        b1 = fused(b1, xb, y1);
        const y2 = v128.load(slope, 64);
        a2 = fused(a2, xa, y2);
        b2 = fused(b2, xb, y2);
        const y3 = v128.load(slope, 96);
        a3 = fused(a3, xa, y3);
        b3 = fused(b3, xb, y3);
        source += toX;
        slope += toSlope;
        toX = bytesX - toX;
        toSlope = bytesSlope - toSlope;
      }
      const target = dw + ((tile * inputs + input) << 4);
      addTo(target, sums(a0, a1, a2, a3));
      addTo(target + 16, sums(b0, b1, b2, b3));
    }
  }
}

/** db[o] += Σ_rows dy[o]. */
export function biasGradient(db: usize, dy: usize, outputs: i32, panels: i32): void {
  for (let output = 0; output < outputs; output += 4) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let slope = dy + (output << 5);
    for (let panel = 0; panel < panels; ++panel) {
      a = f32x4.add(a, f32x4.add(v128.load(slope), v128.load(slope, 16)));
      b = f32x4.add(b, f32x4.add(v128.load(slope, 32), v128.load(slope, 48)));
      c = f32x4.add(c, f32x4.add(v128.load(slope, 64), v128.load(slope, 80)));
      d = f32x4.add(d, f32x4.add(v128.load(slope, 96), v128.load(slope, 112)));
      slope += outputs << 5;
    }
    addTo(db + (output << 2), sums(a, b, c, d));
  }
}

/** Weights [tile of outputs][input][4] as [tile of inputs][output][4]: what carries gradients back to the inputs. */
export function transposeTiles(out: usize, w: usize, outputs: i32, inputs: i32): void {
  for (let input = 0; input < inputs; input += 4) {
    for (let output = 0; output < outputs; output += 4) {
      const from = w + (((output >> 2) * inputs + input) << 4);
      const a = v128.load(from);
      const b = v128.load(from, 16);
      const c = v128.load(from, 32);
      const d = v128.load(from, 48);
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const ba = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const dc = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      const to = out + (((input >> 2) * outputs + output) << 4);
      v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
      v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 16);
      v128.store(to, v128.shuffle<f32>(ba, dc, 0, 1, 4, 5), 32);
      v128.store(to, v128.shuffle<f32>(ba, dc, 2, 3, 6, 7), 48);
    }
  }
}
