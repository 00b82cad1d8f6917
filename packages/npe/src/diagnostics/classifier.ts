import { portableExp, portableLog, type Rng } from '@sbi/core';
import { type ClassifierPlan, type PlannedLayer, planClassifier, startWeights } from './classifierPlan.ts';
import type { Labelled, TwoClassifier } from './labelled.ts';
import { type Workbench, workbench } from './workbench.ts';

const BATCH = 200;
const RATE = 1e-3;
const DECAY = 1e-4;
const TOLERANCE = 1e-4;
const FRUITLESS = 10;
const MOST_EPOCHS = 1000;
/** Rows of a panel: they stand side by side, feature after feature. */
const LANES = 8;

/**
 * scikit-learn's `MLPClassifier` as sbibm uses it: two hidden layers of relu units, a logistic output, log-loss with an L2
 * penalty of 10⁻⁴, Adam at 10⁻³ on batches of 200, Glorot-uniform start; it ends when the training loss has not gained
 * 10⁻⁴ for ten epochs in a row. Numbers are float32, as in scikit-learn when its rows are; losses are summed in float64.
 * Its numbers lie here, and are on the workbench for a step at a time: a statistic, the same on every backend.
 */
export class Classifier implements TwoClassifier {
  private readonly plan: ClassifierPlan;
  /** Weights and biases, and Adam's first and second moments. */
  private readonly vectors: readonly [weights: Float32Array, first: Float32Array, second: Float32Array];
  private beta1 = 1;
  private beta2 = 1;

  constructor(columns: number, hidden: number, rng: Rng) {
    const sizes = [columns, hidden, hidden, 1];
    this.plan = planClassifier(sizes, BATCH / LANES);
    const zeros = () => new Float32Array(this.plan.count);
    this.vectors = [startWeights(this.plan, sizes, rng), zeros(), zeros()];
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
    const [weights] = this.vectors;
    let best = Number.POSITIVE_INFINITY;
    let kept = weights;
    for (let epoch = 0, fruitless = 0; epoch < MOST_EPOCHS && fruitless <= FRUITLESS; epoch++) {
      await this.epoch(data, rng.permutation(data.labels.length), breathe);
      const loss = this.loss(heldOut);
      fruitless = loss > best - TOLERANCE ? fruitless + 1 : 0;
      if (loss < best) kept = weights.slice();
      best = Math.min(best, loss);
    }
    weights.set(kept);
  }

  /** The logistic of the last layer. */
  probabilities(data: Labelled): Float64Array {
    const rows = data.labels.length;
    const all = Int32Array.from({ length: rows }, (_, i) => i);
    const values = new Float64Array(rows);
    const bench = workbench(this.plan.bytes);
    const { values: logits, outputs } = this.plan.layers.at(-1) as PlannedLayer;
    for (let begin = 0; begin < rows; begin += BATCH) {
      const indices = all.subarray(begin, Math.min(rows, begin + BATCH));
      this.forward(bench, data, indices);
      for (let i = 0; i < indices.length; i++) {
        const logit = bench.floats[logits / 4 + placeOf(i, outputs)] as number;
        values[begin + i] = 1 / (1 + portableExp(-logit));
      }
    }
    return values;
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

  /** Mean log-loss, without the penalty. */
  private loss(data: Labelled): number {
    const values = this.probabilities(data);
    return values.reduce((sum, p, i) => sum - Math.log(data.labels[i] === 1 ? p : 1 - p), 0) / values.length;
  }

  /** One step of Adam; returns the batch's loss, summed over its rows. */
  private step(data: Labelled, indices: Int32Array): number {
    const bench = workbench(this.plan.bytes);
    const panels = this.forward(bench, data, indices);
    const loss = this.compare(bench.floats, data, indices) + this.penalize(bench.floats);
    this.backward(bench, panels);
    this.descend(bench, indices.length);
    return loss;
  }

  /** Brings the weights and a batch, and computes its logits; returns the panels that the batch fills. */
  private forward({ floats, run }: Workbench, data: Labelled, indices: Int32Array): number {
    const { layers, input, count, limits } = this.plan;
    const panels = Math.ceil(indices.length / LANES);
    floats.set(this.vectors[0]);
    new Int32Array(floats.buffer).set(limits, 4 * count);
    load(data, indices, floats.subarray(input / 4), (layers[0] as PlannedLayer).inputs);
    let x = input;
    layers.forEach(({ inputs, outputs, weights, bias, forward, values }, k) => {
      run.dense(values, weights, x, bias, inputs, panels, 0, outputs / 4, forward, 1, outputs, inputs);
      if (k < layers.length - 1) run.relu(values, values, 4 * LANES * outputs * panels);
      x = values;
    });
    return panels;
  }

  /** Gradients of all weights and biases, summed over the batch. */
  private backward({ run }: Workbench, panels: number): void {
    const { layers, input, count } = this.plan;
    const toGradient = 4 * 3 * count;
    for (let k = layers.length - 1; k >= 0; k--) {
      const { inputs, outputs, weights, bias, transposed, errors, forward, backward } = layers[
        k
      ] as PlannedLayer;
      const below = layers[k - 1];
      const x = below?.values ?? input;
      run.denseGradient(weights + toGradient, x, errors, outputs, inputs, panels, forward, inputs);
      run.biasGradient(bias + toGradient, errors, outputs, panels);
      if (!below) continue;
      run.transposeTiles(transposed, weights, outputs, inputs);
      run.dense(
        below.errors,
        transposed,
        errors,
        0,
        outputs,
        panels,
        0,
        inputs / 4,
        backward,
        0,
        inputs,
        outputs,
      );
      run.reluGradient(below.errors, below.errors, x, 4 * LANES * inputs * panels, 0);
    }
  }

  /** The slopes of the logits; returns the loss, summed over the rows. */
  private compare(floats: Float32Array, { labels }: Labelled, indices: Int32Array): number {
    const { values, errors, outputs } = this.plan.layers.at(-1) as PlannedLayer;
    floats.fill(0, errors / 4, errors / 4 + LANES * outputs * Math.ceil(indices.length / LANES));
    let loss = 0;
    for (let i = 0; i < indices.length; i++) {
      const at = placeOf(i, outputs);
      const logit = floats[values / 4 + at] as number;
      const label = labels[indices[i] as number] as number;
      const decay = portableExp(-Math.abs(logit));
      loss += Math.max(logit, 0) - logit * label + portableLog(1 + decay);
      floats[errors / 4 + at] = (logit > 0 ? 1 : decay) / (1 + decay) - label;
    }
    return loss;
  }

  /** The penalty, and its slopes as what gradients are added to. */
  private penalize(floats: Float32Array): number {
    const { layers, count } = this.plan;
    floats.fill(0, 3 * count, 4 * count);
    let sum = 0;
    for (const { weights, inputs, outputs } of layers) {
      for (let i = weights / 4; i < weights / 4 + inputs * outputs; i++) {
        const weight = floats[i] as number;
        sum += weight * weight;
        floats[3 * count + i] = DECAY * weight;
      }
    }
    return 0.5 * DECAY * sum;
  }

  /** One step of Adam on the mean gradient of so many rows. */
  private descend({ floats, run }: Workbench, rows: number): void {
    const { count } = this.plan;
    this.beta1 *= 0.9;
    this.beta2 *= 0.999;
    const rate = (RATE * Math.sqrt(1 - this.beta2)) / (1 - this.beta1);
    const [, first, second] = this.vectors;
    floats.set(first, count);
    floats.set(second, 2 * count);
    const [a, b, c] = [4 * count, 8 * count, 12 * count];
    run.adam(0, 0, a, b, c, count, 1 / rows, 0.9, 0.1, 0.999, 0.001, 0, 1, rate, 1e-8);
    this.vectors.forEach((vector, i) => {
      vector.set(floats.subarray(i * count, (i + 1) * count));
    });
  }
}

/** Where a row's number of the first feature lies, from the first panel on. */
function placeOf(row: number, features: number): number {
  return (row >> 3) * LANES * features + (row & 7);
}

/** The batch's features, [panel][input][8 rows]; zero where a panel or the inputs are filled up. */
function load(data: Labelled, indices: Int32Array, into: Float32Array, inputs: number): void {
  const { features, columns } = data;
  into.fill(0, 0, LANES * inputs * Math.ceil(indices.length / LANES));
  for (let i = 0; i < indices.length; i++) {
    const from = (indices[i] as number) * columns;
    const to = placeOf(i, inputs);
    for (let j = 0; j < columns; j++) into[to + LANES * j] = features[from + j] as number;
  }
}
