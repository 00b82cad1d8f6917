import { matrixOf, type Simulations } from '@sbi/core';
import { SimulatorError } from './simulatorError.ts';

/** The table that was made: rows with a NaN or an infinity are left out and counted. */
export interface SimulatedTables extends Simulations {
  readonly dropped: number;
}

/** Collects the rows of x in the order of θ, and keeps those that are finite. */
export class RowTable {
  /** Rows that came so far. */
  done = 0;
  private readonly theta: Float32Array;
  private readonly names: readonly string[];
  readonly width: number;
  private readonly kept: { readonly theta: Float32Array; readonly x: Float32Array };
  private rows = 0;

  constructor(theta: Float32Array, names: readonly string[], width: number) {
    this.theta = theta;
    this.names = names;
    this.width = width;
    const x = new Float32Array((theta.length / names.length) * width);
    this.kept = { theta: new Float32Array(theta.length), x };
  }

  get dim(): number {
    return this.names.length;
  }

  get total(): number {
    return this.theta.length / this.dim;
  }

  /** The next rows of θ, so many at most, copied. */
  next(rows: number): Float32Array {
    return this.theta.slice(this.done * this.dim, (this.done + rows) * this.dim);
  }

  /** Takes in the rows of x that follow. @throws SimulatorError unless they are whole rows of θ's */
  add(x: ArrayLike<number>): void {
    const { width, theta, dim, kept } = this;
    const rows = x.length / width;
    if (!Number.isInteger(rows) || rows < 1 || (this.done + rows) * dim > theta.length) {
      throw new SimulatorError(
        'flooded',
        `The simulator must return ${width} numbers a row; received ${x.length}.`,
      );
    }
    for (let i = 0; i < rows; i++) {
      let finite = true;
      for (let j = 0; j < width; j++) {
        const value = x[i * width + j] as number;
        finite &&= Number.isFinite(value);
        kept.x[this.rows * width + j] = value;
      }
      const from = (this.done + i) * dim;
      kept.theta.set(theta.subarray(from, from + dim), this.rows * dim);
      if (finite) this.rows++;
    }
    this.done += rows;
  }

  /** @throws SimulatorError where no row was finite */
  simulations(): SimulatedTables {
    const { rows, width, names, kept, done } = this;
    if (rows === 0) {
      throw new SimulatorError(
        'failed',
        `simulate must return finite numbers; all ${done} rows held NaN or infinity.`,
      );
    }
    const theta = matrixOf(kept.theta.subarray(0, rows * names.length), names.length, names);
    return { theta, x: matrixOf(kept.x.subarray(0, rows * width), width), dropped: done - rows };
  }
}
