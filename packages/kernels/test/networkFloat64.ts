import type { LayersArchitecture, NetworkArchitecture } from '../src/networkArchitecture.ts';

type Activate = LayersArchitecture['activation'];

/** What a network makes of every row of x, number by number in float64. */
export function networkReference(
  architecture: NetworkArchitecture,
  flat: Float32Array,
  x: Float32Array,
  rows: number,
): Float64Array {
  const width = x.length / rows;
  return Float64Array.from(
    Array.from({ length: rows }, (_, i) =>
      read(architecture, new Reader(flat), [...x.subarray(i * width, (i + 1) * width)]),
    ).flat(),
  );
}

/** Weights in their order. */
class Reader {
  /** The next weight. */
  at = 0;
  private readonly flat: Float32Array;

  constructor(flat: Float32Array) {
    this.flat = flat;
  }

  /** x W + b. */
  layer(inputs: number, outputs: number): (x: readonly number[]) => number[] {
    const { at } = this;
    this.at += (inputs + 1) * outputs;
    const weight = (i: number, o: number) => this.flat[at + i * outputs + o] as number;
    return (x) =>
      Array.from({ length: outputs }, (_, o) =>
        x.reduce((sum, value, i) => sum + value * weight(i, o), weight(inputs, o)),
      );
  }
}

function read(architecture: NetworkArchitecture, reader: Reader, x: readonly number[]): number[] {
  if (architecture.kind === 'layers') return layers(architecture, reader, x);
  if (architecture.kind === 'convolution') {
    const { channels, kernel, padding, pools, activation, head } = architecture;
    let series = rowsOf(x, channels[0] as number);
    pools.forEach((pool, i) => {
      const [inputs, outputs] = [channels[i] as number, channels[i + 1] as number];
      const zeros = Array.from({ length: padding }, () => new Array<number>(inputs).fill(0));
      const padded = [...zeros, ...series, ...zeros];
      const apply = reader.layer(kernel * inputs, outputs);
      const convolved = padded
        .slice(0, padded.length - kernel + 1)
        .map((_, t) => activate(apply(padded.slice(t, t + kernel).flat()), activation));
      series = Array.from({ length: Math.floor(convolved.length / pool) }, (_, t) =>
        Array.from({ length: outputs }, (_, o) =>
          Math.max(...convolved.slice(t * pool, (t + 1) * pool).map((row) => row[o] as number)),
        ),
      );
    });
    return layers(head, reader, series.flat());
  }
  const { members, trial, aggregate, count, head } = architecture;
  const there = rowsOf(x, x.length / members).filter((member) => !member.every(Number.isNaN));
  const begin = reader.at;
  const some = there.length > 0 ? there : [x.slice(0, x.length / members).map(() => 0)];
  const outputs = some.map((member) => {
    reader.at = begin;
    return read(trial, reader, member);
  });
  const n = Math.max(1, there.length);
  const sums = (outputs[0] as number[]).map((_, o) =>
    there.length > 0 ? outputs.reduce((sum, output) => sum + (output[o] as number), 0) : 0,
  );
  const pooled = sums.map((sum) => (aggregate === 'mean' ? sum / n : sum));
  return layers(head, reader, [...pooled, count === 'log' ? Math.log(n) : n]);
}

function layers(
  { widths, activation, last }: LayersArchitecture,
  reader: Reader,
  x: readonly number[],
): number[] {
  return widths.slice(1).reduce<number[]>(
    (input, outputs, i) => {
      const sums = reader.layer(widths[i] as number, outputs)(input);
      return activate(sums, i === widths.length - 2 ? last : activation);
    },
    [...x],
  );
}

function activate(sums: readonly number[], activation: Activate): number[] {
  return sums.map((u) => {
    if (activation === 'relu') return Math.max(u, 0);
    if (activation === 'tanh') return Math.tanh(u);
    return activation === 'silu' ? u / (1 + Math.exp(-u)) : u;
  });
}

function rowsOf(x: readonly number[], width: number): number[][] {
  return Array.from({ length: x.length / width }, (_, i) => x.slice(i * width, (i + 1) * width));
}
