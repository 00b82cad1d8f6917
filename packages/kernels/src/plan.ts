import { Addresses, tiled } from './addresses.ts';
import {
  backwardLimits,
  fillIndex,
  forwardLimits,
  type Layer,
  type LayerSource,
  packedSize,
} from './layer.ts';
import type { Primitives } from './primitives.ts';

/** Addresses of what a pass writes for one chunk of rows. */
export interface Slot {
  readonly context: number;
  /** ln q of each row. */
  readonly logProb: number;
  /** The residual before each step, and at last z. */
  readonly values: readonly number[];
}

/** Rows that are worked on together: what lies where, and how many panels of eight. */
export interface Chunk<S extends Slot> {
  readonly slot: S;
  readonly panels: number;
  /** Whether all rows have one context. */
  readonly shared: boolean;
}

/** What a flow works with: the functions, and the memory as floats. */
export interface Machine {
  readonly run: Primitives;
  readonly floats: Float32Array;
}

/** Room for so many numbers a row, for a whole chunk. */
export type TakeRows = (count: number) => number;

/** Eight rows a panel. So many panels are worked on at a time: their activations stay in the cache. */
const CHUNK_PANELS = 26;
export const CHUNK: number = 8 * CHUNK_PANELS;

/** Sixteen vectors. */
const BIN_FLOATS = 64;

export interface PlanShape {
  /** Of the ops, without `LogProb`, `LogProbGrad`, `Sample`. */
  readonly name: string;
  readonly dim: number;
  /** How many numbers one context has. */
  readonly context: number;
  /** How many weights the flat vector has. */
  readonly weights: number;
}

/**
 * Where everything lies for one architecture: tables, weights, scratch, then one slot for each chunk of rows that is
 * kept for the way back. Made once; the size of the batch decides only how many slots there are. A subclass places its
 * layers and says what its flow does with them.
 */
export abstract class Plan<S extends Slot = Slot> {
  readonly shape: PlanShape;
  /** Multiples of 4. */
  readonly features: number;
  readonly contexts: number;
  /** Slopes on the way back: of the values, of the contexts, and of each row's ln q; and what a spline knows of one bin. */
  readonly scratch: {
    readonly values: number;
    readonly context: number;
    readonly slope: number;
    readonly bin: number;
  };
  protected readonly addresses: Addresses = new Addresses();
  /** The weights as they come; the number after the last is the zero that padding points to. */
  protected readonly flat: number;
  protected readonly flatGradient: number;
  private readonly index: number;
  private readonly packed: number;
  private readonly transposed: number;
  private readonly gradient: number;
  private readonly indexTable: Int32Array;
  private readonly tables: { readonly at: number; readonly values: Int32Array }[] = [];
  private readonly layers: Layer[] = [];
  private readonly slots: S[] = [];
  private used = 0;
  private slotBytes = 0;

  /** @param sources all layers that will be placed */
  constructor(shape: PlanShape, sources: readonly LayerSource[]) {
    this.shape = shape;
    this.features = tiled(shape.dim);
    this.contexts = tiled(shape.context);
    const count = sources.reduce((sum, source) => sum + packedSize(source), 0);
    this.indexTable = new Int32Array(count);
    const { addresses } = this;
    this.flat = addresses.take(shape.weights + 1);
    this.flatGradient = addresses.take(shape.weights + 1);
    this.index = this.table(this.indexTable);
    this.packed = addresses.take(count);
    this.transposed = addresses.take(count);
    this.gradient = addresses.take(count);
    this.scratch = {
      values: this.rows(this.features),
      context: this.rows(this.contexts),
      slope: this.rows(1),
      bin: addresses.take(BIN_FLOATS),
    };
  }

  /** The context's part of what every step computes. */
  abstract project(machine: Machine, slot: S, panels: number): void;
  /** The same for the one context in the first lane of slot.context, once for all rows that have it. */
  abstract share(machine: Machine, slot: S): void;
  /** ln q of the rows in slot.values[0], added to slot.logProb; leaves in the slot what the gradient needs. */
  abstract logProb(machine: Machine, chunk: Chunk<S>): void;
  /**
   * Carries the slopes in scratch.values, of the last values, and in scratch.slope back through a chunk that went forward.
   * Adds to the gradients of the weights, and to those of the context in scratch.context; leaves that of the residual in
   * scratch.values.
   */
  abstract stepsBack(machine: Machine, slot: S, panels: number): void;
  /** The residual, in slot.values[0], of the noise in the last of slot.values. */
  abstract sample(machine: Machine, chunk: Chunk<S>): void;
  protected abstract layOut(rows: TakeRows): S;

  /** Bytes with so many slots. */
  bytes(slots: number): number {
    if (this.slotBytes === 0) {
      const addresses = new Addresses();
      this.layOut(rowsOf(addresses));
      this.slotBytes = addresses.end;
    }
    return this.addresses.end + slots * this.slotBytes;
  }

  slot(number: number): S {
    this.slots[number] ??= this.layOut(rowsOf(new Addresses(this.bytes(number))));
    return this.slots[number];
  }

  /** Writes what never changes; the memory is zero before. */
  writeTables(integers: Int32Array): void {
    for (const { at, values } of this.tables) integers.set(values, at / 4);
  }

  /** Brings weights into the order of the layers. */
  load({ run, floats }: Machine, weights: Float32Array): void {
    floats.set(weights, this.flat / 4);
    run.gather(this.packed, this.flat, this.index, this.indexTable.length);
  }

  /** Writes the weights a second time, as the way back reads them. */
  transpose({ run }: Machine): void {
    for (const { transposed, weights, outputs, inputs } of this.layers) {
      run.transposeTiles(transposed, weights, outputs, inputs);
    }
  }

  /** Begins the gradient of the weights at 0. */
  clearGradient({ floats }: Machine): void {
    floats.fill(0, this.gradient / 4, this.gradient / 4 + this.indexTable.length);
  }

  /** The gradient of the weights, in their own order. */
  collectGradient(machine: Machine): Float32Array {
    const start = this.flatGradient / 4;
    const end = start + this.shape.weights;
    machine.floats.fill(0, start, end); // what an order forbids is never written
    this.readGradient(machine);
    return machine.floats.slice(start, end);
  }

  protected readGradient({ run }: Machine): void {
    run.scatter(this.flatGradient, this.gradient, this.index, this.indexTable.length);
  }

  protected place(source: LayerSource): Layer {
    const { inputs, outputs } = { inputs: tiled(source.inputs), outputs: tiled(source.outputs) };
    const start = this.used;
    this.used += packedSize(source);
    fillIndex(this.indexTable.subarray(start, this.used), source, this.shape.weights);
    const layer = {
      inputs,
      outputs,
      weights: this.packed + 4 * start,
      bias: this.packed + 4 * (start + inputs * outputs),
      transposed: this.transposed + 4 * start,
      toGradient: this.gradient - this.packed,
      forward: this.table(forwardLimits(source)),
      backward: this.table(backwardLimits(source)),
    };
    this.layers.push(layer);
    return layer;
  }

  protected table(values: Int32Array): number {
    const at = this.addresses.take(values.length);
    this.tables.push({ at, values });
    return at;
  }

  protected rows(count: number): number {
    return rowsOf(this.addresses)(count);
  }
}

function rowsOf(addresses: Addresses): TakeRows {
  return (count) => addresses.take(count * CHUNK);
}
