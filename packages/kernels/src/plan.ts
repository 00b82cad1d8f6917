import { Addresses, tiled } from './addresses.ts';
import { columnsOf, dimOf, type MafArchitecture, weightsOfStep } from './architecture.ts';
import { type LayerSource, type StepSource, sortedUnits, stepSource } from './layers.ts';

/** A dense layer in the arena; `inputs` and `outputs` are multiples of 4, and the addresses are in bytes. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly bias: number;
  /** The weights again, for the way back. */
  readonly transposed: number;
  /** From a weight to its gradient. */
  readonly toGradient: number;
  /** For each tile of outputs the inputs that matter, and for each tile of inputs the outputs. */
  readonly forward: number;
  readonly backward: number;
}

export interface Step {
  readonly context: Layer;
  readonly input: Layer;
  /** The same with another bias: that with the part of one context added. */
  readonly inputGiven: Layer;
  readonly hidden: readonly Layer[];
  readonly output: Layer;
  /** A table of `coordinateAt`. */
  readonly coordinates: number;
  readonly coordinateAt: readonly number[];
}

/** Addresses of what a pass writes for one chunk of rows. */
export interface Slot {
  readonly context: number;
  /** ln q of each row. */
  readonly logProb: number;
  /** The residual before each step, and at last z. */
  readonly values: readonly number[];
  readonly steps: readonly {
    readonly context: number;
    /** What comes out of the input layer, then of each hidden layer. */
    readonly features: readonly number[];
    readonly network: number;
    /** Between the affine map and the spline. */
    readonly middle: number;
  }[];
}

/** Eight rows a panel. So many panels are worked on at a time: their activations stay in the cache. */
const CHUNK_PANELS = 26;
export const CHUNK: number = 8 * CHUNK_PANELS;

/** Sixteen vectors. */
const BIN_FLOATS = 64;

/**
 * Where everything lies for one architecture: tables, weights, scratch, then one slot for each chunk of rows that is
 * kept for the way back. Made once; the size of the batch decides only how many slots there are.
 */
export class Plan {
  readonly architecture: MafArchitecture;
  readonly dim: number;
  /** Multiples of 4. */
  readonly features: number;
  readonly contexts: number;
  readonly units: number;
  readonly outputs: number;
  /** Numbers that the network gives for each coordinate. */
  readonly columns: number;
  /** How many weights there are; the number after the last is the zero that padding points to. */
  readonly weights: number;
  readonly steps: readonly Step[];
  /** Units of degree ≤ place, for each place. */
  readonly unitsUpTo: readonly number[];
  readonly flat: number;
  readonly packed: number;
  readonly packedCount: number;
  readonly gradient: number;
  readonly flatGradient: number;
  readonly index: number;
  readonly scratch: {
    readonly values: number;
    readonly a: number;
    readonly b: number;
    readonly network: number;
    readonly context: number;
    readonly slope: number;
    /** What a spline knows of one bin of four rows. */
    readonly bin: number;
  };
  private readonly tables: { readonly at: number; readonly values: Int32Array }[] = [];
  private readonly fixedBytes: number;
  private readonly slotBytes: number;
  private readonly slots: Slot[] = [];

  constructor(architecture: MafArchitecture) {
    this.architecture = architecture;
    this.dim = dimOf(architecture);
    this.features = tiled(this.dim);
    this.contexts = tiled(architecture.context);
    this.units = tiled(architecture.hidden);
    this.columns = columnsOf(architecture);
    this.outputs = tiled(this.columns * this.dim);
    this.weights = weightsOfStep(architecture) * architecture.orders.length;
    const { degree } = sortedUnits(architecture.hidden, this.dim);
    this.unitsUpTo = Array.from({ length: this.dim }, (_, place) => degree.filter((d) => d <= place).length);
    const addresses = new Addresses();
    const sources = architecture.orders.map((_, i) =>
      stepSource(architecture, i, i * weightsOfStep(architecture)),
    );
    this.packedCount = sources.flatMap(layersOf).reduce((sum, layer) => sum + packedSize(layer), 0);
    this.flat = addresses.take(this.weights + 1);
    this.flatGradient = addresses.take(this.weights + 1);
    this.index = addresses.take(this.packedCount);
    this.packed = addresses.take(this.packedCount);
    this.gradient = addresses.take(this.packedCount);
    const rows = (count: number) => addresses.take(count * CHUNK);
    this.scratch = {
      values: rows(this.features),
      a: rows(this.units),
      b: rows(this.units),
      network: rows(this.outputs),
      context: rows(this.contexts),
      slope: rows(1),
      bin: addresses.take(BIN_FLOATS),
    };
    this.steps = this.place(sources, addresses);
    this.fixedBytes = addresses.end;
    this.slotBytes = this.slotFrom(new Addresses()).bytes;
  }

  /** Bytes with so many slots. */
  bytes(slots: number): number {
    return this.fixedBytes + slots * this.slotBytes;
  }

  /** Writes what never changes; the memory is zero before. */
  writeTables(integers: Int32Array): void {
    for (const { at, values } of this.tables) integers.set(values, at / 4);
  }

  slot(number: number): Slot {
    this.slots[number] ??= this.slotFrom(new Addresses(this.bytes(number))).slot;
    return this.slots[number];
  }

  private slotFrom(addresses: Addresses): { slot: Slot; bytes: number } {
    const start = addresses.end;
    const rows = (count: number) => addresses.take(count * CHUNK);
    const { orders, blocks } = this.architecture;
    const slot: Slot = {
      context: rows(this.contexts),
      logProb: rows(1),
      values: Array.from({ length: orders.length + 1 }, () => rows(this.features)),
      steps: orders.map(() => ({
        context: rows(this.units),
        features: Array.from({ length: blocks + 1 }, () => rows(this.units)),
        network: rows(this.outputs),
        middle: this.architecture.spline ? rows(this.features) : 0,
      })),
    };
    return { slot, bytes: addresses.end - start };
  }

  private place(sources: readonly StepSource[], addresses: Addresses): Step[] {
    const index = new Int32Array(this.packedCount);
    const transposed = addresses.take(this.packedCount);
    let used = 0;
    const layer = (source: LayerSource): Layer => {
      const { inputs, outputs } = { inputs: tiled(source.inputs), outputs: tiled(source.outputs) };
      const start = used;
      used += packedSize(source);
      fillIndex(index.subarray(start, used), source, this.weights);
      return {
        inputs,
        outputs,
        weights: this.packed + 4 * start,
        bias: this.packed + 4 * (start + inputs * outputs),
        transposed: transposed + 4 * start,
        toGradient: this.gradient - this.packed,
        forward: this.table(
          limitsOf(outputs, inputs, (o, i) => weightOf(source, i, o)),
          addresses,
        ),
        backward: this.table(
          limitsOf(inputs, outputs, (i, o) => weightOf(source, i, o)),
          addresses,
        ),
      };
    };
    const steps = sources.map((source) => {
      const input = layer(source.input);
      return {
        context: layer(source.context),
        input,
        inputGiven: { ...input, bias: addresses.take(input.outputs) },
        hidden: source.hidden.map(layer),
        output: layer(source.output),
        coordinates: this.table(Int32Array.from(source.coordinates), addresses),
        coordinateAt: source.coordinates,
      };
    });
    this.tables.push({ at: this.index, values: index });
    return steps;
  }

  private table(values: Int32Array, addresses: Addresses): number {
    const at = addresses.take(values.length);
    this.tables.push({ at, values });
    return at;
  }
}

function layersOf({ context, input, hidden, output }: StepSource): LayerSource[] {
  return [context, input, ...hidden, output];
}

function packedSize({ inputs, outputs }: LayerSource): number {
  return (tiled(inputs) + 1) * tiled(outputs);
}

function weightOf(source: LayerSource, input: number, output: number): number | undefined {
  return input < source.inputs && output < source.outputs ? source.weight(input, output) : undefined;
}

/** The flat place of each weight in tiles, [tile of outputs][input][4], then of each bias. */
function fillIndex(index: Int32Array, source: LayerSource, zero: number): void {
  const [inputs, outputs] = [tiled(source.inputs), tiled(source.outputs)];
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      index[((o >> 2) * inputs + i) * 4 + (o & 3)] = weightOf(source, i, o) ?? zero;
    }
    index[inputs * outputs + o] = o < source.outputs ? source.bias(o) : zero;
  }
}

/** For each tile of 4 rows the columns [low, high) in which it has a weight. */
function limitsOf(
  rows: number,
  columns: number,
  weight: (r: number, c: number) => number | undefined,
): Int32Array {
  const limits = new Int32Array(rows / 2);
  for (let tile = 0; tile < rows / 4; tile++) {
    const used = Array.from({ length: columns }, (_, c) => c).filter((c) =>
      [0, 1, 2, 3].some((r) => weight(4 * tile + r, c) !== undefined),
    );
    limits.set([used[0] ?? 0, (used.at(-1) ?? -1) + 1], 2 * tile);
  }
  return limits;
}
