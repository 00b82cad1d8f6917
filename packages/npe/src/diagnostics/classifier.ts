import type { Rng } from '@sbi/core';

/** Rows of features (row-major) with a label 0 or 1 each. */
export interface Labelled {
  readonly features: Float32Array;
  readonly labels: Uint8Array;
  readonly columns: number;
}

const BATCH = 200;
const RATE = 1e-3;
const DECAY = 1e-4;
const TOLERANCE = 1e-4;
const FRUITLESS = 10;

/** One layer of a batch: units by rows, unit after unit, so that the inner loops run along the batch. */
type Activations = Float64Array;

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** [outputs, inputs], then one bias an output */
  readonly weights: Float64Array;
  readonly gradient: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly values: Activations;
  readonly errors: Activations;
}

/**
 * scikit-learn's `MLPClassifier` as sbibm uses it: two hidden layers of relu units, a logistic output, log-loss with an L2
 * penalty of 10⁻⁴, Adam at 10⁻³ on batches of 200, Glorot-uniform start; it ends when the training loss has not gained
 * 10⁻⁴ for ten epochs in a row. Plain float64 arithmetic: a statistic, the same on every backend.
 */
export class Classifier {
  private readonly layers: readonly Layer[];
  private readonly columns: number;
  private beta1 = 1;
  private beta2 = 1;

  constructor(columns: number, hidden: number, rng: Rng) {
    this.columns = columns;
    const sizes = [columns, hidden, hidden, 1];
    this.layers = sizes
      .slice(1)
      .map((outputs, i) => makeLayer(sizes[i] as number, outputs, i === 2 ? 2 : 6, rng));
  }

  /** Trains to convergence, epoch by epoch; `breathe` is awaited between batches. */
  async fit(data: Labelled, rng: Rng, breathe: () => Promise<void>, maxEpochs = 10_000): Promise<void> {
    const rows = data.labels.length;
    let best = Number.POSITIVE_INFINITY;
    for (let epoch = 0, fruitless = 0; epoch < maxEpochs && fruitless <= FRUITLESS; epoch++) {
      const order = rng.permutation(rows);
      let total = 0;
      for (let begin = 0; begin < rows; begin += BATCH) {
        total += this.step(data, order.subarray(begin, Math.min(rows, begin + BATCH)));
        await breathe();
      }
      const loss = total / rows;
      fruitless = loss > best - TOLERANCE ? fruitless + 1 : 0;
      best = Math.min(best, loss);
    }
  }

  /** The share of rows whose label it guesses. */
  accuracy(data: Labelled): number {
    const rows = data.labels.length;
    const all = Int32Array.from({ length: rows }, (_, i) => i);
    let right = 0;
    for (let begin = 0; begin < rows; begin += BATCH) {
      const indices = all.subarray(begin, Math.min(rows, begin + BATCH));
      const logits = this.forward(load(data, indices, this.columns), indices.length);
      for (let i = 0; i < indices.length; i++) {
        right += Number((logits[i] as number) > 0 === (data.labels[begin + i] === 1));
      }
    }
    return right / rows;
  }

  /** One step of Adam; returns the batch's loss, summed over its rows. */
  private step(data: Labelled, indices: Int32Array): number {
    const count = indices.length;
    const inputs = load(data, indices, this.columns);
    const logits = this.forward(inputs, count);
    const output = (this.layers.at(-1) as Layer).errors;
    let loss = 0;
    for (let i = 0; i < count; i++) {
      const logit = logits[i] as number;
      const label = data.labels[indices[i] as number] as number;
      loss += Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)));
      output[i] = 1 / (1 + Math.exp(-logit)) - label;
    }
    for (let k = this.layers.length - 1; k >= 0; k--) {
      backward(this.layers[k] as Layer, k === 0 ? inputs : (this.layers[k - 1] as Layer).values, count);
      if (k > 0) passErrors(this.layers[k] as Layer, this.layers[k - 1] as Layer, count);
    }
    this.beta1 *= 0.9;
    this.beta2 *= 0.999;
    let penalty = 0;
    for (const layer of this.layers) penalty += update(layer, this.beta1, this.beta2);
    return loss + 0.5 * DECAY * penalty;
  }

  private forward(inputs: Activations, count: number): Activations {
    let values = inputs;
    this.layers.forEach((layer, k) => {
      propagate(layer, values, count, k < this.layers.length - 1);
      values = layer.values;
    });
    return values;
  }
}

function makeLayer(inputs: number, outputs: number, gain: number, rng: Rng): Layer {
  const size = outputs * (inputs + 1);
  const bound = Math.sqrt(gain / (inputs + outputs));
  return {
    inputs,
    outputs,
    weights: Float64Array.from({ length: size }, () => (2 * rng.uniform() - 1) * bound),
    gradient: new Float64Array(size),
    first: new Float64Array(size),
    second: new Float64Array(size),
    values: new Float64Array(outputs * BATCH),
    errors: new Float64Array(outputs * BATCH),
  };
}

/** The batch's features, column after column. */
function load({ features, columns }: Labelled, indices: Int32Array, width: number): Activations {
  const inputs = new Float64Array(width * BATCH);
  for (let i = 0; i < indices.length; i++) {
    for (let j = 0; j < columns; j++)
      inputs[j * BATCH + i] = features[(indices[i] as number) * columns + j] as number;
  }
  return inputs;
}

function propagate(
  { inputs, outputs, weights, values }: Layer,
  x: Activations,
  count: number,
  relu: boolean,
): void {
  for (let o = 0; o < outputs; o++) {
    const row = o * BATCH;
    values.fill(weights[outputs * inputs + o] as number, row, row + count);
    let i = 0;
    for (; i + 4 <= inputs; i += 4) addFour(values, row, x, i * BATCH, weights, o * inputs + i, 1, count);
    for (; i < inputs; i++) addOne(values, row, x, i * BATCH, weights[o * inputs + i] as number, count);
    if (relu) for (let b = row; b < row + count; b++) if ((values[b] as number) < 0) values[b] = 0;
  }
}

/** y += w · x along the batch. */
function addOne(y: Activations, to: number, x: Activations, from: number, w: number, count: number): void {
  for (let b = 0; b < count; b++) y[to + b] = (y[to + b] as number) + w * (x[from + b] as number);
}

/** The same for four neighbouring units of x at once: a quarter of the reads and writes of y. */
function addFour(
  y: Activations,
  to: number,
  x: Activations,
  from: number,
  w: Float64Array,
  at: number,
  stride: number,
  count: number,
): void {
  const [a, b, c, d] = [w[at], w[at + stride], w[at + 2 * stride], w[at + 3 * stride]] as [
    number,
    number,
    number,
    number,
  ];
  for (let i = from; i < from + count; i++) {
    const sum = a * (x[i] as number) + b * (x[i + BATCH] as number);
    const rest = c * (x[i + 2 * BATCH] as number) + d * (x[i + 3 * BATCH] as number);
    y[to] = (y[to] as number) + (sum + rest);
    to += 1;
  }
}

/** Gradients of a layer's weights from its errors and inputs, averaged over the batch, with the penalty's. */
function backward(layer: Layer, x: Activations, count: number): void {
  const { inputs, outputs, gradient, errors } = layer;
  for (let o = 0; o < outputs; o++) {
    const row = o * BATCH;
    let i = 0;
    for (; i + 4 <= inputs; i += 4) dotFour(layer, o, i, x, count);
    for (; i < inputs; i++) {
      let sum = 0;
      for (let b = 0; b < count; b++) sum += (errors[row + b] as number) * (x[i * BATCH + b] as number);
      setGradient(layer, o * inputs + i, sum, count);
    }
    let bias = 0;
    for (let b = row; b < row + count; b++) bias += errors[b] as number;
    gradient[outputs * inputs + o] = bias / count;
  }
}

/** Four of those gradients at once: four sums that do not wait for each other. */
function dotFour(layer: Layer, o: number, i: number, x: Activations, count: number): void {
  const { inputs, errors } = layer;
  const row = o * BATCH;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let at = i * BATCH, k = row; k < row + count; at++, k++) {
    const error = errors[k] as number;
    a += error * (x[at] as number);
    b += error * (x[at + BATCH] as number);
    c += error * (x[at + 2 * BATCH] as number);
    d += error * (x[at + 3 * BATCH] as number);
  }
  setGradient(layer, o * inputs + i, a, count);
  setGradient(layer, o * inputs + i + 1, b, count);
  setGradient(layer, o * inputs + i + 2, c, count);
  setGradient(layer, o * inputs + i + 3, d, count);
}

function setGradient({ weights, gradient }: Layer, at: number, sum: number, count: number): void {
  gradient[at] = (sum + DECAY * (weights[at] as number)) / count;
}

/** Errors of the layer below, through the weights and the relu. */
function passErrors({ inputs, outputs, weights, errors }: Layer, below: Layer, count: number): void {
  for (let i = 0; i < inputs; i++) {
    const row = i * BATCH;
    below.errors.fill(0, row, row + count);
    let o = 0;
    for (; o + 4 <= outputs; o += 4) {
      addFour(below.errors, row, errors, o * BATCH, weights, o * inputs + i, inputs, count);
    }
    for (; o < outputs; o++) {
      addOne(below.errors, row, errors, o * BATCH, weights[o * inputs + i] as number, count);
    }
    for (let b = row; b < row + count; b++) if (below.values[b] === 0) below.errors[b] = 0;
  }
}

/** Adam's step; returns the squared norm of the weights without biases, as before it. */
function update(
  { weights, gradient, first, second, inputs, outputs }: Layer,
  beta1: number,
  beta2: number,
): number {
  const rate = (RATE * Math.sqrt(1 - beta2)) / (1 - beta1);
  let norm = 0;
  for (let i = 0; i < weights.length; i++) {
    const g = gradient[i] as number;
    const w = weights[i] as number;
    if (i < inputs * outputs) norm += w * w;
    const m = 0.9 * (first[i] as number) + 0.1 * g;
    const v = 0.999 * (second[i] as number) + 0.001 * g * g;
    first[i] = m;
    second[i] = v;
    weights[i] = w - (rate * m) / (Math.sqrt(v) + 1e-8);
  }
  return norm;
}
