import { Addresses, tiled } from './addresses.ts';
import {
  backwardLimits,
  fillIndex,
  forwardLimits,
  type Layer,
  type LayerSource,
  packedSize,
} from './layer.ts';
import type { Placer } from './part.ts';
import type { Primitives } from './primitives.ts';

/** What a plan works with: the functions, and the memory as floats. */
export interface Machine {
  readonly run: Primitives;
  readonly floats: Float32Array;
}

/** Room for so many numbers a row, for a whole chunk. */
export type TakeRows = (count: number) => number;

/** Where a gradient is summed: over a chunk, and over all. */
export interface Sums {
  readonly part: number;
  readonly total: number;
  readonly count: number;
}

/** Eight rows a panel. At most so many panels are worked on at a time: their activations stay in the cache. */
const CHUNK_PANELS = 26;
export const CHUNK: number = 8 * CHUNK_PANELS;
const CHUNK_BYTES = 2 ** 19;

/** How many rows are worked on at a time, where each has so many numbers. */
export function chunkOf(numbers: number): number {
  const panels = Math.floor(CHUNK_BYTES / (32 * numbers));
  return 8 * Math.max(1, Math.min(CHUNK_PANELS, panels));
}

/**
 * Where everything lies for one architecture: tables, weights, scratch, then one slot for each chunk of rows that is
 * kept for the way back. Made once; the size of the batch decides only how many slots there are. A subclass places its
 * layers and says what is done with them.
 */
export abstract class Plan<S extends object = object> {
  /** How many weights the flat vector has. */
  readonly weights: number;
  /** Rows that are worked on together. */
  abstract readonly chunk: number;
  protected readonly addresses: Addresses = new Addresses();
  /** The weights as they come; the number after the last is the zero that padding points to. */
  protected readonly flat: number;
  protected readonly flatGradient: number;
  private readonly tables: { readonly at: number; readonly values: Int32Array }[] = [];
  private readonly layers: (Layer & { readonly total: number })[] = [];
  private readonly sums: Sums[] = [];
  private readonly slots: S[] = [];
  private slotBytes = 0;

  constructor(weights: number) {
    this.weights = weights;
    this.flat = this.addresses.take(weights + 1);
    this.flatGradient = this.addresses.take(weights + 1);
  }

  protected abstract layOut(rows: TakeRows): S;

  /** Bytes with so many slots. */
  bytes(slots: number): number {
    if (this.slotBytes === 0) {
      const addresses = new Addresses();
      this.layOut(this.rowsOf(addresses));
      this.slotBytes = addresses.end;
    }
    return this.addresses.end + slots * this.slotBytes;
  }

  slot(number: number): S {
    this.slots[number] ??= this.layOut(this.rowsOf(new Addresses(this.bytes(number))));
    return this.slots[number];
  }

  /** Writes what never changes; the memory is zero before. */
  writeTables(integers: Int32Array): void {
    for (const { at, values } of this.tables) integers.set(values, at / 4);
  }

  /** Brings weights into the order of the layers. */
  load({ run, floats }: Machine, weights: Float32Array): void {
    floats.set(weights, this.flat / 4);
    for (const { weights: at, index, size } of this.layers) run.gather(at, this.flat, index, size);
  }

  /** Writes the weights a second time, as the way back reads them. */
  transpose({ run }: Machine): void {
    for (const { transposed, weights, outputs, inputs } of this.layers) {
      run.transposeTiles(transposed, weights, outputs, inputs);
    }
  }

  /** Numbers that hold the gradient of a chunk. */
  get partSize(): number {
    return this.sums.reduce((size, { count }) => size + count, 0);
  }

  /** Begins the gradient of a chunk at 0. */
  clearPart({ floats }: Machine): void {
    for (const { part, count } of this.sums) floats.fill(0, part / 4, part / 4 + count);
  }

  clearTotal({ floats }: Machine): void {
    for (const { total, count } of this.sums) floats.fill(0, total / 4, total / 4 + count);
  }

  /** Adds the gradient of a chunk to that of all. */
  addPart({ run }: Machine): void {
    for (const { part, total, count } of this.sums) run.accumulate(total, part, count);
  }

  /** Copies the gradient of a chunk to its place among those of others. */
  readPart({ floats }: Machine, parts: Float32Array, number: number): void {
    let at = number * this.partSize;
    for (const { part, count } of this.sums) {
      parts.set(floats.subarray(part / 4, part / 4 + count), at);
      at += count;
    }
  }

  /** The other way. */
  writePart({ floats }: Machine, parts: Float32Array, number: number): void {
    let at = number * this.partSize;
    for (const { part, count } of this.sums) {
      floats.set(parts.subarray(at, at + count), part / 4);
      at += count;
    }
  }

  /** The gradient of the weights over all chunks, in their own order: a view of memory that is used again. */
  collectGradient(machine: Machine): Float32Array {
    const start = this.flatGradient / 4;
    const end = start + this.weights;
    machine.floats.fill(0, start, end); // what an order forbids is never written
    this.readGradient(machine);
    return machine.floats.subarray(start, end);
  }

  protected readGradient({ run }: Machine): void {
    for (const { total, index, size } of this.layers) run.scatter(this.flatGradient, total, index, size);
  }

  /** Room for a gradient of so many numbers, a multiple of 4: that of a chunk, and that of all. */
  protected summed(count: number): Sums {
    const sums = { part: this.addresses.take(count), total: this.addresses.take(count), count };
    this.sums.push(sums);
    return sums;
  }

  protected place(source: LayerSource): Layer {
    const { inputs, outputs } = { inputs: tiled(source.inputs), outputs: tiled(source.outputs) };
    const size = packedSize(source);
    const index = new Int32Array(size);
    fillIndex(index, source, this.weights);
    const weights = this.addresses.take(size);
    const { part, total } = this.summed(size);
    const layer = {
      size,
      index: this.table(index),
      inputs,
      outputs,
      weights,
      bias: weights + 4 * inputs * outputs,
      transposed: this.addresses.take(inputs * outputs),
      toGradient: part - weights,
      total,
      forward: this.table(forwardLimits(source)),
      backward: this.table(backwardLimits(source)),
    };
    this.layers.push(layer);
    return layer;
  }

  /** For the parts of a network, whose weights follow each other from the first on. */
  protected placer(): Placer {
    let next = 0;
    return {
      take: (count) => {
        next += count;
        return next - count;
      },
      place: (source) => this.place(source),
      table: (values) => this.table(values),
    };
  }

  protected table(values: Int32Array): number {
    const at = this.addresses.take(values.length);
    this.tables.push({ at, values });
    return at;
  }

  protected rows(count: number): number {
    return this.rowsOf(this.addresses)(count);
  }

  private rowsOf(addresses: Addresses): TakeRows {
    return (count) => addresses.take(count * this.chunk);
  }
}
