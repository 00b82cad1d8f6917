/** An axis cut into cells, and whether nothing lies beyond its ends. */
export interface Grid {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The end is a bound of the parameter, not just where the draws stop. */
  readonly closedLow: boolean;
  readonly closedHigh: boolean;
}

/** One row of numbers inside a longer array: element i is at `start + i · stride`. */
export interface Lane {
  readonly start: number;
  readonly stride: number;
}

/** Weights of a kernel at one cell: `weights[k]` belongs to the cell `k − reach` away. */
type Kernel = Float64Array;

/**
 * Gaussian smoothing along one axis of a grid, with bandwidth `width` in cells.
 *
 * At a closed end the kernel is the local linear one, which keeps constants and slopes up to the wall instead of
 * sagging there: K(u)·(a₂ − a₁u) / (a₀a₂ − a₁²), with a_k the moments of K over the cells that exist.
 * Jones 1993, *Simple boundary correction for kernel density estimation*, eq. 3.4.
 *
 * @returns smooth(values, lane), which replaces the lane's numbers by smoothed ones of the same sum, none negative
 */
export function smoother(grid: Grid, width: number): (values: Float64Array, lane: Lane) => void {
  const reach = Math.max(1, Math.ceil(4 * width));
  const kernels = Array.from({ length: grid.count }, (_, i) => {
    const first = grid.closedLow ? Math.max(-reach, -i) : -reach;
    const last = grid.closedHigh ? Math.min(reach, grid.count - 1 - i) : reach;
    return first === -reach && last === reach ? undefined : localLinear(reach, width, first, last);
  });
  const inner = localLinear(reach, width, -reach, reach);
  const buffer = new Float64Array(grid.count);
  return (values, { start, stride }) => {
    let before = 0;
    for (let i = 0; i < grid.count; i++) {
      buffer[i] = values[start + i * stride] ?? 0;
      before += buffer[i] ?? 0;
    }
    if (before === 0) return;
    let after = 0;
    for (let i = 0; i < grid.count; i++) {
      const value = Math.max(0, apply(kernels[i] ?? inner, buffer, i, reach));
      values[start + i * stride] = value;
      after += value;
    }
    for (let i = 0; i < grid.count; i++)
      values[start + i * stride] = ((values[start + i * stride] ?? 0) / after) * before;
  };
}

function apply(kernel: Kernel, values: Float64Array, centre: number, reach: number): number {
  const from = Math.max(0, centre - reach);
  const to = Math.min(values.length - 1, centre + reach);
  let sum = 0;
  for (let j = from; j <= to; j++) sum += (kernel[j - centre + reach] ?? 0) * (values[j] ?? 0);
  return sum;
}

function localLinear(reach: number, width: number, first: number, last: number): Kernel {
  const gauss = (k: number): number => Math.exp(-0.5 * (k / width) ** 2);
  let [a0, a1, a2] = [0, 0, 0];
  for (let k = first; k <= last; k++) {
    a0 += gauss(k);
    a1 += gauss(k) * k;
    a2 += gauss(k) * k * k;
  }
  const determinant = a0 * a2 - a1 * a1;
  return Float64Array.from({ length: 2 * reach + 1 }, (_, index) => {
    const k = index - reach;
    if (k < first || k > last) return 0;
    // A grid of one cell has no slope to correct for.
    return determinant > 0 ? (gauss(k) * (a2 - a1 * k)) / determinant : gauss(k) / a0;
  });
}
