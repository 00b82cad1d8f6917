import { type Rng, ShapeError, type Simulations, selectSimulations, toTensor } from '@sbi/core';
import type { ConditionalFlow } from '@sbi/flows';
import { concat, gather, reshape, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { keepAll } from './keepAll.ts';
import { meanOf } from './sums.ts';

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

/** The same split of a table. @throws ShapeError when it leaves too few rows to train on or to validate. */
export function splitSimulations(
  simulations: Simulations,
  { validationFraction }: { readonly validationFraction: number },
  rng: Rng,
): { rows: Simulations; held: Simulations } {
  const { rows } = simulations.theta;
  const { train, validation } = splitRows(rows, validationFraction, rng);
  if (train.length < 2 || validation.length < 1) {
    const expected = 'hold at least two simulations to train on and one to validate';
    throw new ShapeError('simulations', expected, `${rows} rows`, 'Trainer');
  }
  return { rows: selectSimulations(simulations, train), held: selectSimulations(simulations, validation) };
}

/** Simulations as a flow sees them, prepared once; call `dispose`. */
export class TrainingData {
  readonly rows: number;
  private readonly residual: Tensor;
  private readonly context: Tensor;
  private readonly logDet: Tensor;
  private meanLogDet: number | undefined;

  constructor(flow: ConditionalFlow, simulations: Simulations) {
    this.rows = simulations.theta.rows;
    const prepared = keepAll(() => {
      const chunks = this.pieces().map((piece) => {
        const { theta, x } = selectSimulations(simulations, piece);
        const shaped = reshape(toTensor(x), [x.rows, ...flow.architecture.xShape]);
        return flow.prepare(toTensor(theta), shaped);
      });
      const join = (part: 'residual' | 'context' | 'logDet') =>
        concat(
          chunks.map((chunk) => chunk[part]),
          0,
        );
      return { residual: join('residual'), context: join('context'), logDet: join('logDet') };
    });
    this.residual = prepared.residual;
    this.context = prepared.context;
    this.logDet = prepared.logDet;
  }

  /** Residuals and contexts of the given rows; call inside a tidy. */
  batch(indices: Int32Array): [residual: Tensor, context: Tensor] {
    const at = tensor1d(indices, 'int32');
    return [gather(this.residual, at), gather(this.context, at)];
  }

  /** Mean log|∂ residual/∂θ|: what the density of θ has more than that of the residual. */
  async logDetPerRow(): Promise<number> {
    this.meanLogDet ??= await meanOf(this.logDet);
    return this.meanLogDet;
  }

  /** Row numbers in consecutive pieces, for a pass over everything. */
  pieces(): Int32Array[] {
    return Array.from({ length: Math.ceil(this.rows / CHUNK) }, (_, i) =>
      Int32Array.from({ length: Math.min(CHUNK, this.rows - i * CHUNK) }, (_, k) => i * CHUNK + k),
    );
  }

  dispose(): void {
    for (const tensor of [this.residual, this.context, this.logDet]) tensor.dispose();
  }
}
