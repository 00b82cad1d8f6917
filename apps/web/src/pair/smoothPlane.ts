/** Numbers over a plane of cells, row by row from the lowest y. */
export interface Plane {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
}

/**
 * Gaussian smoothing along both axes, variances in squared cells. The ends reflect: all mass stays inside, what is
 * uniform stays uniform up to the wall, and two smoothings make one with the sum of their variances.
 */
export function smoothPlane({ columns, rows, values }: Plane, varianceX: number, varianceY: number): Plane {
  return { columns, rows, values: alongY(alongX(values, columns, varianceX), columns, rows, varianceY) };
}

/**
 * One half of a Gaussian kernel of sum 1 with just this variance: narrower than a cell, only its neighbours get a share.
 */
export function halfKernel(variance: number, cells: number): Float32Array {
  if (variance < 0.3) return Float32Array.of(1 - variance, variance / 2);
  // Values at whole cells have a little less variance than the curve, and their tails are cut.
  const reach = Math.min(cells, Math.ceil(3.2 * Math.sqrt(variance)));
  const half = Float32Array.from({ length: reach + 1 }, (_, k) => Math.exp((-0.5 * k * k) / variance));
  const total = half.reduce((sum, weight) => sum + 2 * weight, -1);
  return half.map((weight) => weight / total);
}

function alongX(values: Float32Array, columns: number, variance: number): Float32Array {
  const half = halfKernel(variance, columns);
  const reach = half.length - 1;
  const result = new Float32Array(values.length);
  const lane = new Float32Array(columns + 2 * reach);
  for (let start = 0; start < values.length; start += columns) {
    lane.set(values.subarray(start, start + columns), reach);
    for (let k = 1; k <= reach; k++) {
      lane[reach - k] = lane[reach + k - 1] as number;
      lane[reach + columns - 1 + k] = lane[reach + columns - k] as number;
    }
    for (let i = 0; i < columns; i++) {
      const centre = i + reach;
      let sum = (half[0] as number) * (lane[centre] as number);
      for (let k = 1; k <= reach; k++)
        sum += (half[k] as number) * ((lane[centre - k] as number) + (lane[centre + k] as number));
      result[start + i] = sum;
    }
  }
  return result;
}

function alongY(values: Float32Array, columns: number, rows: number, variance: number): Float32Array {
  const half = halfKernel(variance, rows);
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    const target = row * columns;
    for (let k = 0; k < half.length; k++) {
      const weight = half[k] as number;
      const below = reflected(row - k, rows) * columns;
      const above = reflected(row + k, rows) * columns;
      if (k === 0)
        for (let i = 0; i < columns; i++) result[target + i] = weight * (values[target + i] as number);
      else
        for (let i = 0; i < columns; i++)
          result[target + i] =
            (result[target + i] as number) +
            weight * ((values[below + i] as number) + (values[above + i] as number));
    }
  }
  return result;
}

function reflected(index: number, count: number): number {
  if (index < 0) return -1 - index;
  return index < count ? index : 2 * count - 1 - index;
}
