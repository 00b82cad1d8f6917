import type { Rng } from '@sbi/core';

/** A dense layer on the workbench: addresses in bytes; inputs and outputs filled up with zeros to multiples of 4. */
export interface PlannedLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** [tile of outputs][input][4 outputs] */
  readonly weights: number;
  readonly bias: number;
  /** The weights again, for the way back. */
  readonly transposed: number;
  /** Units and their slopes, [panel][output][8 rows]. */
  readonly values: number;
  readonly errors: number;
  /** For each tile of outputs its inputs [0, inputs), and for each tile of inputs its outputs. */
  readonly forward: number;
  readonly backward: number;
}

/** Where a network of dense layers has its numbers on the workbench. */
export interface ClassifierPlan {
  readonly layers: readonly PlannedLayer[];
  /** Where a batch is read from, [panel][input][8 rows]. */
  readonly input: number;
  /** Numbers of all weights and biases: they come first, then as much for both moments, then for the gradient. */
  readonly count: number;
  readonly bytes: number;
  /** What stands behind these, whatever the weights are. */
  readonly limits: Int32Array;
}

const tiled = (count: number) => 4 * Math.ceil(count / 4);

/** @param sizes units of each layer, from the inputs to the outputs */
export function planClassifier(sizes: readonly number[], panels: number): ClassifierPlan {
  const shapes = sizes
    .slice(1)
    .map((size, k) => ({ inputs: tiled(sizes[k] as number), outputs: tiled(size) }));
  let end = 0;
  const take = (numbers: number) => {
    const at = end;
    end += 4 * numbers;
    return at;
  };
  const own = shapes.map(({ inputs, outputs }) => ({ weights: take(inputs * outputs), bias: take(outputs) }));
  const count = end / 4;
  take(3 * count);
  const limits: number[] = [];
  const tilesOf = (tiles: number, width: number) => {
    for (let tile = 0; tile < tiles; tile++) limits.push(0, width);
    return take(2 * tiles);
  };
  const bounds = shapes.map(({ inputs, outputs }) => ({
    forward: tilesOf(outputs / 4, inputs),
    backward: tilesOf(inputs / 4, outputs),
  }));
  const input = take(8 * panels * tiled(sizes[0] as number));
  const layers = shapes.map(({ inputs, outputs }, k) => ({
    inputs,
    outputs,
    ...(own[k] as (typeof own)[number]),
    ...(bounds[k] as (typeof bounds)[number]),
    transposed: take(inputs * outputs),
    values: take(8 * panels * outputs),
    errors: take(8 * panels * outputs),
  }));
  return { layers, input, count, bytes: end, limits: Int32Array.from(limits) };
}

/** Weights and biases uniform on ±√(6 / (inputs + outputs)), the last layer's on ±√(2 / …), as scikit-learn starts them. */
export function startWeights(
  { layers, count }: ClassifierPlan,
  sizes: readonly number[],
  rng: Rng,
): Float32Array {
  const vector = new Float32Array(count);
  layers.forEach(({ inputs: width, weights, bias }, k) => {
    const [inputs, outputs] = [sizes[k] as number, sizes[k + 1] as number];
    const bound = Math.sqrt((k === layers.length - 1 ? 2 : 6) / (inputs + outputs));
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < inputs; i++) {
        vector[weights / 4 + ((o >> 2) * width + i) * 4 + (o & 3)] = (2 * rng.uniform() - 1) * bound;
      }
    }
    for (let o = 0; o < outputs; o++) vector[bias / 4 + o] = (2 * rng.uniform() - 1) * bound;
  });
  return vector;
}
