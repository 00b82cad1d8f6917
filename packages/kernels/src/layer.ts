import { tiled } from './addresses.ts';
import type { Primitives } from './primitives.ts';

/** A dense layer: where each of its weights lies in the flat vector, undefined where there is none. */
export interface LayerSource {
  readonly inputs: number;
  readonly outputs: number;
  weight(input: number, output: number): number | undefined;
  bias(output: number): number | undefined;
}

/** A dense layer in the arena; `inputs` and `outputs` are multiples of 4, and the addresses are in bytes. */
export interface Layer {
  /** Weights and biases, one behind the other: so many numbers, and the place of each in the flat vector. */
  readonly size: number;
  readonly index: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly bias: number;
  /** The weights again, for the way back. */
  readonly transposed: number;
  /** From a weight to its gradient. */
  readonly toGradient: number;
  /** For each tile of outputs the inputs that matter, and for each tile of inputs the outputs. */
  readonly forward: number;
  readonly backward: number;
}

/** How many numbers a layer takes in the arena. */
export function packedSize({ inputs, outputs }: LayerSource): number {
  return (tiled(inputs) + 1) * tiled(outputs);
}

function weightOf(source: LayerSource, input: number, output: number): number | undefined {
  return input < source.inputs && output < source.outputs ? source.weight(input, output) : undefined;
}

/** The flat place of each weight in tiles, [tile of outputs][input][4], then of each bias; `zero` where there is none. */
export function fillIndex(index: Int32Array, source: LayerSource, zero: number): void {
  const [inputs, outputs] = [tiled(source.inputs), tiled(source.outputs)];
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      index[((o >> 2) * inputs + i) * 4 + (o & 3)] = weightOf(source, i, o) ?? zero;
    }
    index[inputs * outputs + o] = (o < source.outputs ? source.bias(o) : undefined) ?? zero;
  }
}

/** For each tile of 4 outputs the inputs [low, high) from which it has a weight. */
export function forwardLimits(source: LayerSource): Int32Array {
  return limitsOf(tiled(source.outputs), tiled(source.inputs), (o, i) => weightOf(source, i, o));
}

/** For each tile of 4 inputs the outputs [low, high) to which it has a weight. */
export function backwardLimits(source: LayerSource): Int32Array {
  return limitsOf(tiled(source.inputs), tiled(source.outputs), (i, o) => weightOf(source, i, o));
}

/** For each tile of 4 rows the columns [low, high) in which it has a weight. */
function limitsOf(
  rows: number,
  columns: number,
  weight: (r: number, c: number) => number | undefined,
): Int32Array {
  const limits = new Int32Array(rows / 2);
  for (let tile = 0; tile < rows / 4; tile++) {
    const used = Array.from({ length: columns }, (_, c) => c).filter((c) =>
      [0, 1, 2, 3].some((r) => weight(4 * tile + r, c) !== undefined),
    );
    limits.set([used[0] ?? 0, (used.at(-1) ?? -1) + 1], 2 * tile);
  }
  return limits;
}

/** x W + b; from panel to panel `stepX` features of x on. */
export function applyLayer(
  run: Primitives,
  { weights, bias, outputs, inputs, forward }: Layer,
  out: number,
  x: number,
  panels: number,
  stepX: number = inputs,
): void {
  run.dense(out, weights, x, bias, inputs, panels, 0, outputs / 4, forward, 1, outputs, stepX);
}

interface Slopes {
  readonly x: number;
  readonly dy: number;
  /** Undefined where nobody asks for it. */
  readonly dx: number | undefined;
  readonly panels: number;
  /** Whether what dx holds is added to. */
  readonly add: boolean;
  readonly stepX?: number;
}

/** Adds the gradients of a layer's weights, and gives or adds that of its input where it is asked for. */
export function layerGradient(
  run: Primitives,
  layer: Layer,
  { x, dy, dx, panels, add, stepX = layer.inputs }: Slopes,
): void {
  const { inputs, outputs, weights, bias, transposed, toGradient, forward, backward } = layer;
  run.denseGradient(weights + toGradient, x, dy, outputs, inputs, panels, forward, stepX);
  run.biasGradient(bias + toGradient, dy, outputs, panels);
  if (dx === undefined) return;
  run.dense(dx, transposed, dy, 0, outputs, panels, 0, inputs / 4, backward, add ? 2 : 0, stepX, outputs);
}
