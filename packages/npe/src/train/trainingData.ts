import { type Simulations, selectSimulations, toTensor } from '@sbi/core';
import type { ConditionalFlow, Prepared } from '@sbi/flows';
import {
  add,
  concat,
  dispose,
  gather,
  keep,
  mul,
  reshape,
  type Tensor,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { keepAll } from './keepAll.ts';
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

/** Simulations as a flow sees them, prepared once; call `dispose`. */
export class TrainingData {
  readonly rows: number;
  private readonly prepared: Prepared;
  private readonly weights: Tensor | undefined;
  private meanLogDet: number | undefined;

  constructor(flow: ConditionalFlow, { simulations, weights }: Side) {
    this.rows = simulations.theta.rows;
    this.prepared = prepare(flow, simulations);
    this.weights = weights && keep(tensor1d(withMeanOne(weights)));
  }

  /** The rows of these numbers; call inside a tidy. */
  batch(indices: Int32Array): Batch {
    const at = tensor1d(indices, 'int32');
    const { residual, context } = this.prepared;
    const weights = this.weights && gather(this.weights, at);
    return { residual: gather(residual, at), context: gather(context, at), weights };
  }

  /** Mean log|∂ residual/∂θ|: what the density of θ has more than that of the residual. */
  async logDetPerRow(): Promise<number> {
    if (this.meanLogDet === undefined) {
      const logDet = tidy(() => weighted(add(this.prepared.logDet, 0), this.weights));
      this.meanLogDet = await meanOf(logDet).finally(() => logDet.dispose());
    }
    return this.meanLogDet;
  }

  /** Row numbers in consecutive pieces, for a pass over everything. */
  pieces(): Int32Array[] {
    return piecesOf(this.rows);
  }

  dispose(): void {
    dispose(this.prepared);
    this.weights?.dispose();
  }
}

/** Densities or log-determinants as their rows count. */
export function weighted(values: Tensor, weights: Tensor | undefined): Tensor {
  return weights ? mul(values, weights) : values;
}

function prepare(flow: ConditionalFlow, simulations: Simulations): Prepared {
  return keepAll(() => {
    const chunks = piecesOf(simulations.theta.rows).map((piece) => {
      const { theta, x } = selectSimulations(simulations, piece);
      const shaped = reshape(toTensor(x), [x.rows, ...flow.architecture.xShape]);
      return flow.prepare(toTensor(theta), shaped);
    });
    const join = (part: keyof Prepared) =>
      concat(
        chunks.map((chunk) => chunk[part]),
        0,
      );
    return { residual: join('residual'), logDet: join('logDet'), context: join('context') };
  });
}

function piecesOf(rows: number): Int32Array[] {
  return Array.from({ length: Math.ceil(rows / CHUNK) }, (_, i) =>
    Int32Array.from({ length: Math.min(CHUNK, rows - i * CHUNK) }, (_, k) => i * CHUNK + k),
  );
}

function withMeanOne(weights: Float32Array): Float32Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight * weights.length) / sum);
}
