import {
  type CouplingArchitecture,
  couplingColumns,
  isPlain,
  mappedCoordinates,
  mixes,
} from '../src/couplingArchitecture.ts';
import type { Values } from './cases.ts';
import { splineStep } from './splineReference.ts';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);
/** The raw scale of the identity. */
const RAW_UNIT = Math.log(Math.expm1(1 - 1e-3));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const relu = (values: readonly number[]): number[] => values.map((value) => Math.max(value, 0));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** z and ln q of every row of a coupling flow, number by number in float64. */
export function couplingReference(
  architecture: CouplingArchitecture,
  { flat, rows, context }: Values,
): { readonly z: Float64Array; readonly logProb: Float64Array } {
  const { dim, context: width } = architecture;
  const contexts = context.length / width;
  const passes = Array.from({ length: rows.length / dim }, (_, i) => {
    const at = (i % contexts) * width;
    const given = [...context.subarray(at, at + width)];
    return pass(architecture, flat, [...rows.subarray(i * dim, (i + 1) * dim)], given);
  });
  return {
    z: Float64Array.from(passes.flatMap(({ z }) => z)),
    logProb: Float64Array.from(passes, ({ logProb }) => logProb),
  };
}

function pass(
  architecture: CouplingArchitecture,
  flat: Float32Array,
  row: readonly number[],
  context: readonly number[],
): { z: readonly number[]; logProb: number } {
  const reader = new Reader(flat);
  let z = row;
  let density = 0;
  for (let step = 0; step < architecture.transforms; step++) {
    const coordinates = mappedCoordinates(architecture, step);
    const fixed = z.filter((_, i) => !coordinates.includes(i));
    const output = network(reader, architecture, fixed, context, coordinates.length);
    const mapped = coordinates.map((at, place) => {
      const own = output.filter((_, o) => o % coordinates.length === place);
      return mapOne(architecture, z[at] as number, own);
    });
    density += sum(mapped.map(([, logDet]) => logDet));
    z = z.map((entry, i) => mapped[coordinates.indexOf(i)]?.[0] ?? entry);
    if (!mixes(architecture)) continue;
    const [mixed, logDet] = mix(reader, z);
    density += logDet;
    z = mixed;
  }
  return { z, logProb: density - sum(z.map((value) => 0.5 * value * value + HALF_LOG_2PI)) };
}

/** Reads a flat vector from its beginning on. */
class Reader {
  private at = 0;
  private readonly flat: Float32Array;

  constructor(flat: Float32Array) {
    this.flat = flat;
  }

  take(count: number): number[] {
    this.at += count;
    return [...this.flat.subarray(this.at - count, this.at)];
  }

  layer(x: readonly number[], outputs: number): number[] {
    const kernel = this.take(x.length * outputs);
    return this.take(outputs).map(
      (bias, o) => bias + sum(x.map((entry, i) => entry * (kernel[i * outputs + o] as number))),
    );
  }
}

function network(
  reader: Reader,
  architecture: CouplingArchitecture,
  fixed: readonly number[],
  context: readonly number[],
  mapped: number,
): number[] {
  const { hidden, blocks, contextLayers = 0 } = architecture;
  let features = reader.layer([...fixed, ...context], hidden);
  const plain = isPlain(architecture);
  for (let i = 0; plain && i < contextLayers; i++) features = reader.layer(relu(features), hidden);
  for (let i = 0; !plain && i < blocks; i++) {
    const inner = relu(reader.layer(relu(features), hidden));
    const branch = reader.layer(inner, hidden);
    const gate = reader.layer(context, hidden).map((raw) => 1 / (1 + Math.exp(-raw)));
    features = features.map((entry, u) => entry + (branch[u] as number) * (gate[u] as number));
  }
  return reader.layer(plain ? relu(features) : features, couplingColumns(architecture) * mapped);
}

function mapOne({ spline, hidden }: CouplingArchitecture, entry: number, own: number[]): [number, number] {
  if (!spline) return splineStep(entry, own, { bins: 0, bound: 0 });
  const scaled = own.map((value, c) => (c < 2 * spline.bins ? value / Math.sqrt(hidden) : value));
  return splineStep(entry, [0, RAW_UNIT, ...scaled], spline);
}

/** L U r + bias, and Σ ln U_ii. */
function mix(reader: Reader, r: readonly number[]): [number[], number] {
  const dim = r.length;
  const packed = reader.take(dim * dim);
  const bias = reader.take(dim);
  const diagonal = r.map((_, i) => softplus(packed[i * dim + i] as number) + 1e-3);
  const entry = (i: number, j: number) =>
    i === j ? (diagonal[i] as number) : (packed[i * dim + j] as number);
  const half = r.map((_, i) => sum(r.map((value, j) => (j >= i ? entry(i, j) * value : 0))));
  const mixed = half.map(
    (own, i) => (bias[i] as number) + own + sum(half.map((value, j) => (j < i ? entry(i, j) * value : 0))),
  );
  return [mixed, sum(diagonal.map(Math.log))];
}
