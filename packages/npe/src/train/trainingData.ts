import { type Matrix, selectRows } from '@sbi/core';
import type { ConditionalFlow } from '@sbi/flows';
import { dispose, mul, reshape, type Tensor, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { Side } from './split.ts';
import { meanOf } from './sums.ts';

/** Rows that are prepared or scored at a time: bounds the memory that a pass needs. */
const CHUNK = 20_000;

/** A batch as the loss needs it. */
export interface Batch {
  readonly residual: Tensor;
  readonly context: Tensor;
  /** How much each row counts, 1 on average over all rows; without weights every row counts alike. */
  readonly weights: Tensor | undefined;
}

/**
 * Simulations as a flow sees them, prepared once, in the place of those that it is given: a training holds one table beside the
 * one of its caller.
 */
export class TrainingData {
  readonly rows: number;
  private readonly flow: ConditionalFlow;
  /** θ and x; once prepared, residuals and contexts, which are as wide. */
  private theta: Matrix;
  private x: Matrix;
  private weights: Float32Array | undefined;
  private logDet: Float32Array | undefined;
  private preparing: Promise<void> | undefined;
  private meanLogDet: number | undefined;

  /** @param side a copy of its own, which is written over */
  constructor(flow: ConditionalFlow, { simulations, weights }: Side) {
    this.flow = flow;
    this.theta = simulations.theta;
    this.x = simulations.x;
    this.rows = simulations.theta.rows;
    this.weights = weights && withMeanOne(weights);
  }

  /** To be awaited before everything else. */
  prepared(): Promise<void> {
    this.preparing ??= this.prepare();
    return this.preparing;
  }

  /** The rows of these numbers; call inside a tidy. */
  batch(indices: Int32Array): Batch {
    const { theta, x, weights, flow } = this;
    return {
      residual: tensor(selectRows(theta, indices).data, [indices.length, theta.columns]),
      context: tensor(selectRows(x, indices).data, [indices.length, ...flow.architecture.xShape]),
      weights: weights && tensor1d(Float32Array.from(indices, (row) => weights[row] as number)),
    };
  }

  /** Mean log|∂ residual/∂θ|: what the density of θ has more than that of the residual. */
  async logDetPerRow(): Promise<number> {
    if (this.meanLogDet === undefined) {
      const { logDet = new Float32Array(), weights } = this;
      const values = tidy(() => weighted(tensor1d(logDet), weights && tensor1d(weights.slice())));
      this.meanLogDet = await meanOf(values).finally(() => values.dispose());
      this.logDet = undefined;
    }
    return this.meanLogDet;
  }

  /** Row numbers in consecutive pieces, for a pass over everything. */
  *pieces(): Generator<Int32Array> {
    for (let begin = 0; begin < this.rows; begin += CHUNK) {
      const count = Math.min(CHUNK, this.rows - begin);
      yield Int32Array.from({ length: count }, (_, k) => begin + k);
    }
  }

  /** Lets go of the numbers: what outlives a training shall not hold on to them. */
  dispose(): void {
    this.theta = empty(this.theta);
    this.x = empty(this.x);
    this.weights = undefined;
    this.logDet = undefined;
  }

  private async prepare(): Promise<void> {
    const { flow, theta, x, rows } = this;
    const logDet = new Float32Array(rows);
    for (let begin = 0; begin < rows; begin += CHUNK) {
      const end = Math.min(rows, begin + CHUNK);
      const prepared = tidy(() => {
        const shaped = reshape(slice(x, begin, end), [end - begin, ...flow.architecture.xShape]);
        return flow.prepare(slice(theta, begin, end), shaped);
      });
      try {
        theta.data.set((await prepared.residual.data()) as Float32Array, begin * theta.columns);
        x.data.set((await prepared.context.data()) as Float32Array, begin * x.columns);
        logDet.set((await prepared.logDet.data()) as Float32Array, begin);
      } finally {
        dispose(prepared);
      }
    }
    this.logDet = logDet;
  }
}

/** Densities or log-determinants as their rows count. */
export function weighted(values: Tensor, weights: Tensor | undefined): Tensor {
  return weights ? mul(values, weights) : values;
}

function empty(table: Matrix): Matrix {
  return { ...table, data: new Float32Array(), rows: 0 };
}

/** Rows from `begin` to before `end`, in an array of their own: a backend may keep it. */
function slice({ data, columns }: Matrix, begin: number, end: number): Tensor {
  return tensor(data.slice(begin * columns, end * columns), [end - begin, columns]);
}

function withMeanOne(weights: Float32Array): Float32Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight * weights.length) / sum);
}
