import { type Matrix, matrixOf, type Shape, selectRows, sizeOf } from '@sbi/core';
import { MAX_NUMBERS } from './drawPrior.ts';
import { RowFailure } from './rows.ts';
import type { Rejected, SimulationRun } from './simulationRun.ts';
import { tableWarnings } from './warnings.ts';

export interface TableSettings {
  readonly theta: Matrix;
  readonly xShape: Shape | undefined;
  readonly onInvalid: 'drop' | 'throw';
  readonly missing: 'refuse' | 'keep';
}

/** Collects rows in whatever order they end; row 0 comes first and settles how long an x is. */
export class Table {
  done = 0;
  private readonly settings: TableSettings;
  private readonly kept: Uint8Array;
  private x = new Float32Array(0);
  private width = 0;
  private nan = 0;
  private infinite = 0;

  constructor(settings: TableSettings) {
    this.settings = settings;
    this.kept = new Uint8Array(settings.theta.rows);
  }

  get rejected(): Rejected {
    return { nan: this.nan, infinite: this.infinite };
  }

  /** @throws RowFailure when the row has a wrong length, or is not finite where that is to end the run. */
  add(index: number, x: Float32Array): void {
    if (this.width === 0) this.start(index, x.length);
    if (x.length !== this.width) {
      const problem = `The simulator must return ${this.width} numbers, as in row 0; received ${x.length}`;
      throw new RowFailure(index, problem);
    }
    const invalid = this.invalidEntry(x);
    if (invalid >= 0) this.reject(index, x, invalid);
    else {
      this.x.set(x, index * this.width);
      this.kept[index] = 1;
    }
    this.done++;
  }

  /** The rows so far, in order; undefined before the first. */
  run(): SimulationRun | undefined {
    if (this.done === 0) return undefined;
    const { theta, xShape } = this.settings;
    const x = matrixOf(this.x, this.width);
    const indices = Array.from(this.kept.keys()).filter((index) => this.kept[index]);
    const whole = indices.length === theta.rows;
    const tables = whole ? { theta, x } : { theta: selectRows(theta, indices), x: selectRows(x, indices) };
    return {
      ...tables,
      ...(xShape ? { xShape } : {}),
      rejected: this.rejected,
      warnings: [...this.droppedWarning(), ...tableWarnings(tables.x, 'x')],
    };
  }

  private start(index: number, width: number): void {
    const { theta, xShape } = this.settings;
    if (xShape && sizeOf(xShape) !== width) {
      const expected = `${sizeOf(xShape)} numbers for xShape [${xShape.join(', ')}]`;
      throw new RowFailure(index, `The simulator must return ${expected}; received ${width}`);
    }
    if (width * theta.rows > MAX_NUMBERS) {
      const most = Math.floor(MAX_NUMBERS / theta.rows);
      const problem = `The simulator must return at most ${most} numbers for ${theta.rows} rows to fit in memory`;
      throw new RowFailure(index, `${problem}; received ${width}`);
    }
    this.width = width;
    this.x = new Float32Array(theta.rows * width);
  }

  /** The first entry that makes a row invalid; −1 if there is none. */
  private invalidEntry(x: Float32Array): number {
    const keeps = this.settings.missing === 'keep' && !x.every(Number.isNaN);
    return x.findIndex((value) => !Number.isFinite(value) && !(keeps && Number.isNaN(value)));
  }

  private reject(index: number, x: Float32Array, entry: number): void {
    if (this.settings.onInvalid === 'throw') {
      const problem = `The simulator must return finite float32 numbers; received ${x[entry]} in entry ${entry}`;
      throw new RowFailure(index, problem);
    }
    if (Number.isNaN(x[entry]) || (this.settings.missing === 'refuse' && x.some(Number.isNaN))) this.nan++;
    else this.infinite++;
  }

  private droppedWarning(): string[] {
    const { nan, infinite } = this;
    if (nan + infinite === 0) return [];
    return [
      `${nan + infinite} of ${this.done} rows were dropped: ${nan} with NaN, ${infinite} with infinity.`,
    ];
  }
}
