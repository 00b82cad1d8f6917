import { columnsOf, dimOf, type MafArchitecture } from '../src/mafArchitecture.ts';
import { sortedUnits } from '../src/mafLayers.ts';
import type { Values } from './cases.ts';
import { splineStep } from './splineReference.ts';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** ln q of every row, number by number in float64: what both the kernels and the ops in float32 come close to. */
export function logProbs(architecture: MafArchitecture, { flat, rows, context }: Values): Float64Array {
  const dim = dimOf(architecture);
  const width = architecture.context;
  const contexts = context.length / width;
  return Float64Array.from({ length: rows.length / dim }, (_, i) => {
    const at = (i % contexts) * width;
    return logProb(
      architecture,
      flat,
      [...rows.subarray(i * dim, (i + 1) * dim)],
      [...context.subarray(at, at + width)],
    );
  });
}

function logProb(
  architecture: MafArchitecture,
  flat: Float32Array,
  row: number[],
  context: number[],
): number {
  const dim = dimOf(architecture);
  const { hidden, blocks, orders, spline } = architecture;
  const degrees = degreesOf(hidden, dim);
  let [at, value, sum] = [0, row, 0];
  const layer = (x: number[], outputs: number, allows: (i: number, o: number) => boolean): number[] => {
    const start = at;
    at += (x.length + 1) * outputs;
    return Array.from({ length: outputs }, (_, o) =>
      x.reduce(
        (total, entry, i) => total + (allows(i, o) ? entry * (flat[start + i * outputs + o] as number) : 0),
        flat[start + x.length * outputs + o] as number,
      ),
    );
  };
  for (const order of orders) {
    const degree = (o: number) => degrees[o] as number;
    const input = layer(value, hidden, (i, o) => (order[i] as number) < degree(o));
    const given = layer(context, hidden, () => true).map(Math.tanh);
    let features = input.map((entry, o) => Math.tanh(entry + (given[o] as number)));
    for (let block = 0; block < blocks; block++) {
      features = layer(features, hidden, (i, o) => degree(i) <= degree(o)).map(Math.tanh);
    }
    const columns = columnsOf(architecture);
    const output = layer(features, columns * dim, (i, o) => degree(i) <= (order[o % dim] as number));
    const mapped = value.map((entry, j) => {
      const own = Array.from({ length: columns }, (_, c) => output[c * dim + j] as number);
      return splineStep(entry, own, spline ?? { bins: 0, bound: 0 });
    });
    value = mapped.map(([z]) => z);
    sum += mapped.reduce((total, [, logDet]) => total + logDet, 0);
  }
  return value.reduce((total, z) => total - 0.5 * z * z - HALF_LOG_2PI, sum);
}

/** In the order of the units in the flat vector. */
function degreesOf(hidden: number, dim: number): number[] {
  const { original, degree } = sortedUnits(hidden, dim);
  const degrees = new Array<number>(hidden);
  original.forEach((unit, i) => {
    degrees[unit] = degree[i] as number;
  });
  return degrees;
}
