/** Numbers over a plane of cells, row by row from the lowest y. */
export interface Plane {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
}

/** From this squared bandwidth on, three running means are as good as a Gaussian, and faster. */
const wide = 5;

/** Kept from one smoothing to the next: hundreds of them follow every move of a hand. */
let turned = new Float32Array(0);

/**
 * Gaussian smoothing along both axes, variances in squared cells. The ends reflect: all mass stays inside, what is
 * uniform stays uniform up to the wall, and two smoothings make one with the sum of their variances.
 *
 * @param target where the result goes; the values' own array is allowed
 */
export function smoothPlane(
  { columns, rows, values }: Plane,
  varianceX: number,
  varianceY: number,
  target: Float32Array,
): void {
  if (turned.length < values.length) turned = new Float32Array(values.length);
  const across = turned.subarray(0, values.length);
  smoothRows(values, columns, varianceX, target);
  transpose(target, columns, rows, across);
  smoothRows(across, rows, varianceY, across);
  transpose(across, rows, columns, target);
}

function transpose(values: Float32Array, columns: number, rows: number, target: Float32Array): void {
  for (let row = 0; row < rows; row++)
    for (let i = 0, to = row; i < columns; i++, to += rows) target[to] = values[row * columns + i] as number;
}

function smoothRows(values: Float32Array, columns: number, variance: number, target: Float32Array): void {
  if (variance > wide && variance < columns ** 2 / 9) {
    const box = boxOf(variance / 3);
    const lane = new Float32Array(columns + 2 * (box.radius + 1));
    for (let start = 0; start < values.length; start += columns) {
      runningMean(values, start, columns, lane, box, target);
      runningMean(target, start, columns, lane, box, target);
      runningMean(target, start, columns, lane, box, target);
    }
    return;
  }
  const half = halfKernel(variance, columns);
  const lane = new Float32Array(columns + 2 * (half.length - 1));
  for (let start = 0; start < values.length; start += columns)
    weightedMean(values, start, columns, lane, half, target);
}

/** One half of a Gaussian kernel of sum 1; narrower than a cell, only the next cells get a share, of just this variance. */
export function halfKernel(variance: number, cells: number): Float32Array {
  if (variance < 0.3) return Float32Array.of(1 - variance, variance / 2);
  const reach = Math.min(cells, Math.ceil(3.2 * Math.sqrt(variance)));
  const half = Float32Array.from({ length: reach + 1 }, (_, k) => Math.exp((-0.5 * k * k) / variance));
  const total = half.reduce((sum, weight) => sum + 2 * weight, -1);
  return half.map((weight) => weight / total);
}

function weightedMean(
  values: Float32Array,
  start: number,
  columns: number,
  lane: Float32Array,
  half: Float32Array,
  target: Float32Array,
): void {
  const reach = half.length - 1;
  fillReflected(lane, values, start, columns, reach);
  for (let i = 0; i < columns; i++) {
    const centre = i + reach;
    let sum = (half[0] as number) * (lane[centre] as number);
    for (let k = 1; k <= reach; k++)
      sum += (half[k] as number) * ((lane[centre - k] as number) + (lane[centre + k] as number));
    target[start + i] = sum;
  }
}

/** A mean over 2 · radius + 1 cells, and a part of the next ones on both sides. */
interface Box {
  readonly radius: number;
  readonly edge: number;
}

/** The box with this variance. Gwosdek et al. 2011, *Theoretical foundations of Gaussian convolution by extended box filtering*. */
function boxOf(variance: number): Box {
  const radius = Math.floor((Math.sqrt(12 * variance + 1) - 1) / 2);
  const length = 2 * radius + 1;
  const inner = (radius * (radius + 1) * length) / 3;
  return { radius, edge: (inner - variance * length) / (2 * (variance - (radius + 1) ** 2)) };
}

function runningMean(
  values: Float32Array,
  start: number,
  columns: number,
  lane: Float32Array,
  { radius, edge }: Box,
  target: Float32Array,
): void {
  const reach = radius + 1;
  fillReflected(lane, values, start, columns, reach);
  const share = 1 / (2 * radius + 1 + 2 * edge);
  let sum = 0;
  for (let k = 1; k < 2 * reach; k++) sum += lane[k] as number;
  for (let i = 0; i < columns; i++) {
    const first = lane[i] as number; // one by one: a pair would be an array in every cell
    const last = lane[i + 2 * reach] as number;
    target[start + i] = share * (sum + edge * (first + last));
    sum += last - (lane[i + 1] as number);
  }
}

/** Copies a row, and its mirror images beyond both ends. */
function fillReflected(
  lane: Float32Array,
  values: Float32Array,
  start: number,
  columns: number,
  reach: number,
): void {
  lane.set(values.subarray(start, start + columns), reach);
  for (let k = 1; k <= reach; k++) {
    lane[reach - k] = lane[reach + k - 1] as number;
    lane[reach + columns - 1 + k] = lane[reach + columns - k] as number;
  }
}
