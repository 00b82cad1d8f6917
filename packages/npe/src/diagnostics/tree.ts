import type { Rng } from '@sbi/core';
import type { Labelled } from './labelled.ts';

/** Values closer than this are not told apart (scikit-learn's FEATURE_THRESHOLD). */
const CLOSEST = 1e-7;
/** Fewer keys than this are sorted by insertion. */
const FEW = 32;

/** A grown tree: node k asks whether a feature is at most a threshold; a leaf (feature −1) knows the share of label 1. */
export interface Tree {
  readonly feature: Int16Array;
  readonly threshold: Float64Array;
  /** The left child; the right one follows it. */
  readonly child: Int32Array;
  readonly share: Float32Array;
}

/** The share of label 1 in the leaf that a row falls into. */
export function leafShare(
  { feature, threshold, child, share }: Tree,
  features: Float32Array,
  row: number,
): number {
  let node = 0;
  for (let f = feature[0] as number; f >= 0; f = feature[node] as number) {
    const left = child[node] as number;
    node = (features[row + f] as number) <= (threshold[node] as number) ? left : left + 1;
  }
  return share[node] as number;
}

interface Split {
  feature: number;
  threshold: number;
  gain: number;
}

/**
 * Grows scikit-learn's classification trees: Gini impurity, √D features looked at for a split and more until one of
 * them varies, thresholds half way between neighbours, bootstrapped rows, down to pure leaves.
 *
 * Every column is sorted once for all trees. A node then sorts the places of its rows, which are integers.
 */
export class TreeGrower {
  private readonly rows: number;
  private readonly columns: number;
  /** Column after column. */
  private readonly values: Float32Array;
  private readonly labels: Uint8Array;
  /** Rows in the order of each column's values, and each row's place in it. */
  private readonly order: Int32Array;
  private readonly place: Uint32Array;
  private readonly weights: Float64Array;
  private readonly keys: Uint32Array;
  private readonly candidates: Int32Array;
  private readonly best: Split = { feature: -1, threshold: 0, gain: 0 };

  constructor({ features, labels, columns }: Labelled) {
    const rows = labels.length;
    this.rows = rows;
    this.columns = columns;
    this.labels = labels;
    this.values = new Float32Array(rows * columns);
    this.order = new Int32Array(rows * columns);
    this.place = new Uint32Array(rows * columns);
    for (let f = 0; f < columns; f++) {
      const own = this.values.subarray(f * rows, (f + 1) * rows);
      for (let i = 0; i < rows; i++) own[i] = features[i * columns + f] as number;
      const order = this.order.subarray(f * rows, (f + 1) * rows);
      for (let i = 0; i < rows; i++) order[i] = i;
      order.sort((i, j) => (own[i] as number) - (own[j] as number));
      for (let at = 0; at < rows; at++) this.place[f * rows + (order[at] as number)] = at;
    }
    this.weights = new Float64Array(rows);
    this.keys = new Uint32Array(rows);
    this.candidates = Int32Array.from({ length: columns }, (_, f) => f);
  }

  grow(rng: Rng): Tree {
    const chosen = this.bootstrap(rng);
    const most = 2 * chosen.length;
    const feature = new Int16Array(most).fill(-1);
    const threshold = new Float64Array(most);
    const child = new Int32Array(most);
    const share = new Float32Array(most);
    const pending = [0, 0, chosen.length];
    let nodes = 1;
    while (pending.length > 0) {
      const [node, begin, end] = pending.splice(-3) as [number, number, number];
      const [zeros, ones] = this.weigh(chosen, begin, end);
      share[node] = ones / (zeros + ones);
      if (zeros === 0 || ones === 0 || !this.split(chosen, begin, end, zeros, ones, rng)) continue;
      const { best } = this;
      const middle = this.part(chosen, begin, end);
      feature[node] = best.feature;
      threshold[node] = best.threshold;
      child[node] = nodes;
      pending.push(nodes, begin, middle, nodes + 1, middle, end);
      nodes += 2;
    }
    return {
      feature: feature.slice(0, nodes),
      threshold: threshold.slice(0, nodes),
      child: child.slice(0, nodes),
      share: share.slice(0, nodes),
    };
  }

  /** As many rows as there are, drawn with replacement: those that came, with how often as their weights. */
  private bootstrap(rng: Rng): Int32Array {
    this.weights.fill(0);
    for (let k = 0; k < this.rows; k++) {
      const row = rng.int(this.rows);
      this.weights[row] = (this.weights[row] as number) + 1;
    }
    return Int32Array.from({ length: this.rows }, (_, i) => i).filter((i) => (this.weights[i] as number) > 0);
  }

  private weigh(chosen: Int32Array, begin: number, end: number): readonly [zeros: number, ones: number] {
    let [zeros, ones] = [0, 0];
    for (let at = begin; at < end; at++) {
      const row = chosen[at] as number;
      if (this.labels[row] === 1) ones += this.weights[row] as number;
      else zeros += this.weights[row] as number;
    }
    return [zeros, ones];
  }

  /** Finds the best split of some features drawn at random; false where nothing varies. */
  private split(
    chosen: Int32Array,
    begin: number,
    end: number,
    zeros: number,
    ones: number,
    rng: Rng,
  ): boolean {
    const { candidates, columns, best } = this;
    const wanted = Math.max(1, Math.floor(Math.sqrt(columns)));
    best.feature = -1;
    best.gain = Number.NEGATIVE_INFINITY;
    for (let looked = 0; looked < columns && (looked < wanted || best.feature < 0); looked++) {
      const other = looked + rng.int(columns - looked);
      const f = candidates[other] as number;
      candidates[other] = candidates[looked] as number;
      candidates[looked] = f;
      this.sortPlaces(chosen, begin, end, f);
      this.scan(f, end - begin, zeros, ones);
    }
    return best.feature >= 0;
  }

  /** The places of a node's rows in the order of a column, ascending, in `keys`. */
  private sortPlaces(chosen: Int32Array, begin: number, end: number, f: number): void {
    const { keys, place } = this;
    const offset = f * this.rows;
    const count = end - begin;
    for (let k = 0; k < count; k++) keys[k] = place[offset + (chosen[begin + k] as number)] as number;
    if (count > FEW) {
      keys.subarray(0, count).sort();
      return;
    }
    for (let k = 1; k < count; k++) {
      const key = keys[k] as number;
      let at = k - 1;
      for (; at >= 0 && (keys[at] as number) > key; at--) keys[at + 1] = keys[at] as number;
      keys[at + 1] = key;
    }
  }

  /** Every threshold of one column: the larger Σ (w₀² + w₁²)/w over both sides, the less impure they are. */
  private scan(f: number, count: number, zeros: number, ones: number): void {
    const { keys, order, values, labels, weights, best } = this;
    const offset = f * this.rows;
    let [left0, left1] = [0, 0];
    let row = order[offset + (keys[0] as number)] as number;
    let value = values[offset + row] as number;
    for (let k = 1; k < count; k++) {
      if (labels[row] === 1) left1 += weights[row] as number;
      else left0 += weights[row] as number;
      row = order[offset + (keys[k] as number)] as number;
      const next = values[offset + row] as number;
      if (next > value + CLOSEST) {
        const [right0, right1] = [zeros - left0, ones - left1];
        const gain =
          (left0 * left0 + left1 * left1) / (left0 + left1) +
          (right0 * right0 + right1 * right1) / (right0 + right1);
        if (gain > best.gain) {
          const middle = value / 2 + next / 2;
          best.gain = gain;
          best.feature = f;
          best.threshold = middle < next ? middle : value;
        }
      }
      value = next;
    }
  }

  /** Moves rows at or below the threshold to the front; returns where the others begin. */
  private part(chosen: Int32Array, begin: number, end: number): number {
    const offset = this.best.feature * this.rows;
    let [front, back] = [begin, end - 1];
    while (front <= back) {
      const row = chosen[front] as number;
      if ((this.values[offset + row] as number) <= this.best.threshold) front++;
      else {
        chosen[front] = chosen[back] as number;
        chosen[back--] = row;
      }
    }
    return front;
  }
}
