import { type Rng, type Simulations, selectSimulations, toTensor } from '@sbi/core';
import type { ConditionalFlow, Prepared } from '@sbi/flows';
import {
  concat,
  dispose,
  gather,
  keep,
  mean,
  reshape,
  type Tensor,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';

/** Rows that are prepared or scored at a time: bounds the memory that a pass needs. */
const CHUNK = 20_000;

/** A random split of the row numbers: floor((1 − fraction) · n) to train, the rest to validate. */
export function splitRows(
  rows: number,
  fraction: number,
  rng: Rng,
): { train: Int32Array; validation: Int32Array } {
  const order = rng.permutation(rows);
  const count = Math.floor((1 - fraction) * rows);
  return { train: order.slice(0, count), validation: order.slice(count) };
}

/** Simulations as a flow sees them, prepared once; call `dispose`. */
export class TrainingData {
  readonly rows: number;
  /** Mean log|∂ residual/∂θ|: what the density of θ has more than that of the residual. */
  readonly meanLogDet: Tensor;
  private readonly residual: Tensor;
  private readonly context: Tensor;

  constructor(flow: ConditionalFlow, simulations: Simulations) {
    const { rows } = simulations.theta;
    this.rows = rows;
    const chunks = Array.from({ length: Math.ceil(rows / CHUNK) }, (_, i) => {
      const length = Math.min(CHUNK, rows - i * CHUNK);
      return prepare(
        flow,
        selectSimulations(
          simulations,
          Int32Array.from({ length }, (_, k) => i * CHUNK + k),
        ),
      );
    });
    const joined = (name: keyof Prepared) =>
      tidy(() =>
        concat(
          chunks.map((chunk) => chunk[name]),
          0,
        ),
      );
    this.residual = keep(joined('residual'));
    this.context = keep(joined('context'));
    this.meanLogDet = keep(tidy(() => mean(joined('logDet'))));
    dispose(chunks as unknown as Tensor[]);
  }

  /** Residuals and contexts of the given rows; call inside a tidy. */
  batch(indices: Int32Array): [residual: Tensor, context: Tensor] {
    const at = tensor1d(indices, 'int32');
    return [gather(this.residual, at), gather(this.context, at)];
  }

  /** Row numbers in consecutive pieces, for a pass over everything. */
  pieces(): Int32Array[] {
    return Array.from({ length: Math.ceil(this.rows / CHUNK) }, (_, i) =>
      Int32Array.from({ length: Math.min(CHUNK, this.rows - i * CHUNK) }, (_, k) => i * CHUNK + k),
    );
  }

  dispose(): void {
    for (const tensor of [this.residual, this.context, this.meanLogDet]) tensor.dispose();
  }
}

function prepare(flow: ConditionalFlow, simulations: Simulations): Prepared {
  return tidy(() => {
    const { xShape } = flow.architecture;
    const x = reshape(toTensor(simulations.x), [simulations.x.rows, ...xShape]);
    return flow.prepare(toTensor(simulations.theta), x);
  });
}
