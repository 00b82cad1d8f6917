import type { Rng } from '@sbi/core';
import type { Labelled, TwoClassifier } from './labelled.ts';
import { EVEN, FIVE } from './multiply.ts';
import { tiledMultiply } from './tiledMultiply.ts';

const BATCH = 200;
const RATE = 1e-3;
const DECAY = 1e-4;
const TOLERANCE = 1e-4;
const FRUITLESS = 10;
const MOST_EPOCHS = 1000;

/** Units by rows of the batch, unit after unit. */
type Activations = Float32Array;

/** Inputs are padded to fives and outputs to an even number; what is padded is zero and stays zero. */
interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** [outputs, inputs] */
  readonly weights: Parameters;
  readonly biases: Parameters;
  readonly values: Activations;
  readonly errors: Activations;
}

interface Parameters {
  readonly values: Float32Array;
  readonly gradient: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/**
 * scikit-learn's `MLPClassifier` as sbibm uses it: two hidden layers of relu units, a logistic output, log-loss with an L2
 * penalty of 10⁻⁴, Adam at 10⁻³ on batches of 200, Glorot-uniform start; it ends when the training loss has not gained
 * 10⁻⁴ for ten epochs in a row. Numbers are float32, as in scikit-learn when its rows are; losses are summed in float64.
 * Plain arithmetic: a statistic, the same on every backend.
 */
export class Classifier implements TwoClassifier {
  private readonly layers: readonly Layer[];
  private readonly inputs: Activations;
  private beta1 = 1;
  private beta2 = 1;

  constructor(columns: number, hidden: number, rng: Rng) {
    const sizes = [columns, hidden, hidden, 1];
    this.layers = sizes
      .slice(1)
      .map((outputs, i) => makeLayer(sizes[i] as number, outputs, i === 2 ? 2 : 6, rng));
    this.inputs = new Float32Array(padded(columns, FIVE) * BATCH);
  }

  /** Trains to convergence, epoch by epoch; `breathe` is awaited between batches. */
  async fit(data: Labelled, rng: Rng, breathe: () => Promise<void>, maxEpochs = 10_000): Promise<void> {
    const rows = data.labels.length;
    let best = Number.POSITIVE_INFINITY;
    for (let epoch = 0, fruitless = 0; epoch < maxEpochs && fruitless <= FRUITLESS; epoch++) {
      const loss = (await this.epoch(data, rng.permutation(rows), breathe)) / rows;
      fruitless = loss > best - TOLERANCE ? fruitless + 1 : 0;
      best = Math.min(best, loss);
    }
  }

  /**
   * Trains until the log-loss of rows held out has not fallen for ten epochs in a row, and goes back to where it was
   * least: scikit-learn's `early_stopping`, which looks at the accuracy.
   */
  async fitEarly(data: Labelled, heldOut: Labelled, rng: Rng, breathe: () => Promise<void>): Promise<void> {
    let best = Number.POSITIVE_INFINITY;
    let kept: readonly Float32Array[] = [];
    for (let epoch = 0, fruitless = 0; epoch < MOST_EPOCHS && fruitless <= FRUITLESS; epoch++) {
      await this.epoch(data, rng.permutation(data.labels.length), breathe);
      const loss = this.loss(heldOut);
      fruitless = loss > best - TOLERANCE ? fruitless + 1 : 0;
      if (loss < best) kept = this.values().map((values) => values.slice());
      best = Math.min(best, loss);
    }
    this.values().forEach((values, i) => {
      values.set(kept[i] ?? values);
    });
  }

  /** One step a batch; returns the loss, summed over the rows. */
  private async epoch(data: Labelled, order: Int32Array, breathe: () => Promise<void>): Promise<number> {
    let total = 0;
    for (let begin = 0; begin < order.length; begin += BATCH) {
      total += this.step(data, order.subarray(begin, Math.min(order.length, begin + BATCH)));
      await breathe();
    }
    return total;
  }

  /** Weights and biases of every layer, themselves. */
  private values(): readonly Float32Array[] {
    return this.layers.flatMap(({ weights, biases }) => [weights.values, biases.values]);
  }

  /** Mean log-loss, without the penalty. */
  private loss(data: Labelled): number {
    const values = this.probabilities(data);
    return values.reduce((sum, p, i) => sum - Math.log(data.labels[i] === 1 ? p : 1 - p), 0) / values.length;
  }

  /** The logistic of the last layer. */
  probabilities(data: Labelled): Float64Array {
    const rows = data.labels.length;
    const all = Int32Array.from({ length: rows }, (_, i) => i);
    const values = new Float64Array(rows);
    for (let begin = 0; begin < rows; begin += BATCH) {
      const indices = all.subarray(begin, Math.min(rows, begin + BATCH));
      const logits = this.forward(data, indices);
      for (let i = 0; i < indices.length; i++) values[begin + i] = 1 / (1 + Math.exp(-(logits[i] as number)));
    }
    return values;
  }

  /** One step of Adam; returns the batch's loss, summed over its rows. */
  private step(data: Labelled, indices: Int32Array): number {
    const count = indices.length;
    const logits = this.forward(data, indices);
    const output = (this.layers.at(-1) as Layer).errors.fill(0);
    let loss = 0;
    for (let i = 0; i < count; i++) {
      const logit = logits[i] as number;
      const label = data.labels[indices[i] as number] as number;
      const decay = Math.exp(-Math.abs(logit));
      loss += Math.max(logit, 0) - logit * label + Math.log1p(decay);
      output[i] = (logit > 0 ? 1 : decay) / (1 + decay) - label;
    }
    for (let k = this.layers.length - 1; k >= 0; k--) {
      const below = this.layers[k - 1];
      backward(this.layers[k] as Layer, below?.values ?? this.inputs, count);
      if (below) passErrors(this.layers[k] as Layer, below, count);
    }
    this.beta1 *= 0.9;
    this.beta2 *= 0.999;
    const rate = (RATE * Math.sqrt(1 - this.beta2)) / (1 - this.beta1);
    let penalty = 0;
    for (const { weights, biases } of this.layers) {
      penalty += squaredNorm(weights.values);
      update(weights, rate);
      update(biases, rate);
    }
    return loss + 0.5 * DECAY * penalty;
  }

  private forward(data: Labelled, indices: Int32Array): Activations {
    load(data, indices, this.inputs);
    let values = this.inputs;
    this.layers.forEach((layer, k) => {
      propagate(layer, values, indices.length, k < this.layers.length - 1);
      values = layer.values;
    });
    return values;
  }
}

function padded(count: number, unit: number): number {
  return unit * Math.ceil(count / unit);
}

function makeLayer(inputs: number, outputs: number, gain: number, rng: Rng): Layer {
  const bound = Math.sqrt(gain / (inputs + outputs));
  const [width, height] = [padded(inputs, FIVE), padded(outputs, EVEN)];
  const weights = zeros(height * width);
  const biases = zeros(height);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) weights.values[o * width + i] = (2 * rng.uniform() - 1) * bound;
  }
  for (let o = 0; o < outputs; o++) biases.values[o] = (2 * rng.uniform() - 1) * bound;
  const batch = () => new Float32Array(height * BATCH);
  return { inputs: width, outputs: height, weights, biases, values: batch(), errors: batch() };
}

function zeros(size: number): Parameters {
  const vector = () => new Float32Array(size);
  return { values: vector(), gradient: vector(), first: vector(), second: vector() };
}

/** The batch's features, column after column. */
function load({ features, columns }: Labelled, indices: Int32Array, into: Activations): void {
  for (let i = 0; i < indices.length; i++) {
    const row = (indices[i] as number) * columns;
    for (let j = 0; j < columns; j++) into[j * BATCH + i] = features[row + j] as number;
  }
}

function propagate(layer: Layer, x: Activations, count: number, relu: boolean): void {
  const { inputs, outputs, weights, biases, values } = layer;
  const left = { data: weights.values, row: inputs, column: 1 };
  tiledMultiply(values, BATCH, left, { data: x, row: BATCH, column: 1 }, [
    outputs,
    inputs,
    padded(count, FIVE),
  ]);
  for (let o = 0; o < outputs; o++) {
    const bias = biases.values[o] as number;
    for (let b = o * BATCH; b < o * BATCH + count; b++) {
      const value = (values[b] as number) + bias;
      values[b] = relu ? 0.5 * (value + Math.abs(value)) : value; // max(value, 0) without a branch to guess
    }
  }
}

/** Gradients of a layer's weights from its errors and inputs, averaged over the batch, with the penalty's. */
function backward({ inputs, outputs, weights, biases, errors }: Layer, x: Activations, count: number): void {
  const left = { data: errors, row: BATCH, column: 1 };
  tiledMultiply(weights.gradient, inputs, left, { data: x, row: 1, column: BATCH }, [outputs, count, inputs]);
  const { gradient, values } = weights;
  for (let i = 0; i < gradient.length; i++) {
    gradient[i] = ((gradient[i] as number) + DECAY * (values[i] as number)) / count;
  }
  for (let o = 0; o < outputs; o++) {
    let sum = 0;
    for (let b = o * BATCH; b < o * BATCH + count; b++) sum += errors[b] as number;
    biases.gradient[o] = sum / count;
  }
}

/** Errors of the layer below, through the weights and the relu. */
function passErrors({ inputs, outputs, weights, errors }: Layer, below: Layer, count: number): void {
  const left = { data: weights.values, row: 1, column: inputs };
  const right = { data: errors, row: BATCH, column: 1 };
  tiledMultiply(below.errors, BATCH, left, right, [inputs, outputs, padded(count, FIVE)]);
  for (let i = 0; i < inputs; i++) {
    for (let b = i * BATCH; b < i * BATCH + count; b++) {
      const value = below.values[b] as number;
      below.errors[b] = (below.errors[b] as number) * Math.ceil(value / (value + 1)); // times 1 where value > 0, else 0
    }
  }
}

function squaredNorm(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) ** 2;
  return sum;
}

/** Adam's step. */
function update({ values, gradient, first, second }: Parameters, rate: number): void {
  for (let i = 0; i < values.length; i++) {
    const g = gradient[i] as number;
    const m = 0.9 * (first[i] as number) + 0.1 * g;
    const v = 0.999 * (second[i] as number) + 0.001 * g * g;
    first[i] = m;
    second[i] = v;
    values[i] = (values[i] as number) - (rate * m) / (Math.sqrt(v) + 1e-8);
  }
}
