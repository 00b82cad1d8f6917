import { type Matrix, matrixOf, selectRows, sizeOf } from '@sbi/core';
import type { ConditionalFlow } from '@sbi/flows';
import { dispose, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Side } from './split.ts';

/** Rows that are prepared or scored at a time: bounds the memory that a pass needs. */
export const CHUNK: number = 20_000;

/** Numbers of θ and x that stay prepared, 64 MB; of larger tables each pass prepares anew what its next steps need. */
export const KEPT_NUMBERS: number = 2 ** 24;

/** Rows as a flow sees them, which are as wide as those of θ and x. */
export interface PreparedRows {
  readonly residual: Matrix;
  readonly context: Matrix;
}

/** Rows of a batch. */
export interface Batch extends PreparedRows {
  /** How much each row counts, 1 on average over all rows; without weights every row counts alike. */
  readonly weights: Float32Array | undefined;
}

/** Some rows of an order, one behind the other. */
interface Stretch extends PreparedRows {
  readonly order: Int32Array;
  readonly begin: number;
}

/** One side's simulations as a flow sees them, prepared from the tables of their caller, which stay as they are. */
export class TrainingData {
  readonly rows: number;
  private readonly flow: ConditionalFlow;
  private readonly weights: Float32Array | undefined;
  private readonly leftOut: Matrix | undefined;
  private side: Side | undefined;
  /** Whether all rows stay prepared. */
  private readonly keeps: boolean;
  private kept: PreparedRows | undefined;
  private stretch: Stretch | undefined;
  private meanLogDet: Promise<number> | undefined;

  /**
   * @param leftOut what the flow reads of the first rows, where it is not what their x gives
   * @param most    how many numbers of θ and x may stay prepared
   */
  constructor(
    flow: ConditionalFlow,
    side: Side,
    { leftOut, most = KEPT_NUMBERS }: { leftOut?: Matrix | undefined; most?: number } = {},
  ) {
    const { theta, x } = side.simulations;
    this.flow = flow;
    this.side = side;
    this.leftOut = leftOut;
    this.rows = side.rows.length;
    this.weights = withMeanOne(side);
    this.keeps = this.rows * (theta.columns + x.columns) <= most;
  }

  /** Mean log|∂ residual/∂θ|: what the density of θ has more than that of the residual. */
  logDetPerRow(): Promise<number> {
    this.meanLogDet ??= this.survey();
    return this.meanLogDet;
  }

  /** The rows at the places `begin` to before `end` of an order of all rows. */
  async batch(order: Int32Array, begin: number, end: number): Promise<Batch> {
    const { weights } = this;
    const rows = order.subarray(begin, end);
    const { residual, context, places } = await this.find(order, begin, end);
    return {
      residual: selectRows(residual, places),
      context: selectRows(context, places),
      weights: weights && Float32Array.from(rows, (row) => weights[row] as number),
    };
  }

  /** Lets go of the numbers: what outlives a training shall not hold on to them. */
  dispose(): void {
    this.side = undefined;
    this.kept = undefined;
    this.stretch = undefined;
  }

  /** Prepared rows, and the places among them of those that are asked for. */
  private async find(
    order: Int32Array,
    begin: number,
    end: number,
  ): Promise<PreparedRows & { readonly places: Int32Array }> {
    if (this.keeps) {
      await this.logDetPerRow();
      return { ...(this.kept as PreparedRows), places: order.subarray(begin, end) };
    }
    let { stretch } = this;
    if (stretch?.order !== order || begin < stretch.begin || end > stretch.begin + stretch.residual.rows) {
      const rows = order.subarray(begin, Math.max(end, begin + CHUNK));
      stretch = { ...(await this.prepare(rows)), order, begin };
      this.stretch = stretch;
    }
    const first = begin - stretch.begin;
    return { ...stretch, places: Int32Array.from({ length: end - begin }, (_, k) => first + k) };
  }

  /** A pass over all rows: their mean log-determinant, and themselves, where they stay prepared. */
  private async survey(): Promise<number> {
    const { weights, rows, keeps } = this;
    const { theta } = this.held().simulations;
    const columns = sizeOf(this.flow.contextShape);
    const kept = keeps && { residual: emptyTable(rows, theta.columns), context: emptyTable(rows, columns) };
    let sum = 0;
    for (let begin = 0; begin < rows; begin += CHUNK) {
      const chunk = Int32Array.from({ length: Math.min(CHUNK, rows - begin) }, (_, k) => begin + k);
      const { residual, context, logDet } = await this.prepare(chunk);
      chunk.forEach((row, k) => {
        sum += (logDet[k] as number) * (weights?.[row] ?? 1);
      });
      if (!kept) continue;
      kept.residual.data.set(residual.data, begin * theta.columns);
      kept.context.data.set(context.data, begin * columns);
    }
    if (kept) this.kept = kept;
    return sum / rows;
  }

  /** Some rows of this side as the flow sees them. */
  private async prepare(rows: Int32Array): Promise<PreparedRows & { readonly logDet: Float32Array }> {
    const side = this.held();
    const indices = rows.map((row) => side.rows[row] as number);
    const [theta, x] = [side.simulations.theta, side.simulations.x].map((table) =>
      selectRows(table, indices),
    ) as [Matrix, Matrix];
    const prepared = tidy(() => {
      const shape = [x.rows, ...this.flow.architecture.xShape];
      const [thetas, xs] = [tensor(theta.data, [theta.rows, theta.columns]), tensor(x.data, shape)];
      return this.flow.prepare(thetas, xs, this.leftOut && leftOutOf(this.leftOut, rows));
    });
    try {
      return {
        residual: { ...theta, data: (await prepared.residual.data()) as Float32Array },
        context: matrixOf((await prepared.context.data()) as Float32Array, sizeOf(this.flow.contextShape)),
        logDet: (await prepared.logDet.data()) as Float32Array,
      };
    } finally {
      dispose(prepared);
    }
  }

  private held(): Side {
    if (this.side) return this.side;
    throw new Error('The rows of a training were used after its end.');
  }
}

function emptyTable(rows: number, columns: number): Matrix {
  return matrixOf(new Float32Array(rows * columns), columns);
}

/** Of rows of a side, what is read of those that were left out of their own prediction, and NaN of others. */
function leftOutOf({ data, rows: count, columns }: Matrix, rows: Int32Array): Tensor {
  const chosen = new Float32Array(rows.length * columns).fill(Number.NaN);
  rows.forEach((row, k) => {
    if (row < count) chosen.set(data.subarray(row * columns, (row + 1) * columns), k * columns);
  });
  return tensor(chosen, [rows.length, columns]);
}

function withMeanOne({ weights, rows }: Side): Float32Array | undefined {
  if (weights === undefined) return undefined;
  const sum = rows.reduce((total, row) => total + (weights[row] as number), 0);
  return Float32Array.from(rows, (row) => ((weights[row] as number) * rows.length) / sum);
}
