import { multiply, type Strided } from './multiply.ts';
import { tileModule } from './tileModule.ts';

/** Rows and columns of a tile. */
const HEIGHT = 4;
const WIDTH = 8;
const BYTES = 4;
const PAGE = 65536;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  multiply(a: number, b: number, c: number, m: number, n: number, k: number): void;
}

let kernel: Kernel | undefined | null;
let numbers = new Float32Array(0);

/**
 * `multiply` with four sums at a time, where WebAssembly has 128-bit instructions; else itself. The bits are the same.
 *
 * Both matrices are copied into tiles first. This is no operation of @sbi/kernels: a score must not depend on what is
 * installed.
 */
export function tiledMultiply(
  c: Float32Array,
  width: number,
  a: Strided,
  b: Strided,
  size: readonly [m: number, k: number, n: number],
): void {
  if (kernel === undefined) kernel = start();
  if (kernel === null) {
    multiply(c, width, a, b, size);
    return;
  }
  const [m, k, n] = size;
  const [rows, columns] = [Math.ceil(m / HEIGHT), Math.ceil(n / WIDTH)];
  const startB = rows * HEIGHT * k;
  const startC = startB + columns * WIDTH * k;
  reserve(kernel, startC + rows * HEIGHT * columns * WIDTH);
  pack(HEIGHT, 0, a, m, k);
  pack(WIDTH, startB, { data: b.data, row: b.column, column: b.row }, n, k);
  kernel.multiply(0, BYTES * startB, BYTES * startC, rows, columns, k);
  for (let i = 0; i < m; i++) {
    let from = startC + i * columns * WIDTH;
    for (let to = i * width; to < i * width + n; to++) c[to] = numbers[from++] as number;
  }
}

/** Null where this engine cannot. */
function start(): Kernel | null {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(tileModule())).exports as unknown as Kernel;
  } catch {
    return null;
  }
}

function reserve({ memory }: Kernel, count: number): void {
  const missing = Math.ceil((count * BYTES - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
  if (numbers.buffer !== memory.buffer) numbers = new Float32Array(memory.buffer);
}

/** Rows of k numbers in bundles of `side`, number by number; what is missing of the last bundle is zero. */
function pack(side: number, to: number, { data, row, column }: Strided, rows: number, k: number): void {
  for (let first = 0; first < rows; first += side) {
    const own = Math.min(side, rows - first);
    const begin = to + first * k;
    if (own < side) numbers.fill(0, begin, begin + side * k);
    let s = 0;
    for (; s + 4 <= own; s += 4) packFour(side, begin + s, data, (first + s) * row, [row, column, k]);
    for (; s < own; s++) {
      let from = (first + s) * row;
      for (let at = begin + s; at < begin + side * k; at += side) {
        numbers[at] = data[from] as number;
        from += column;
      }
    }
  }
}

/** Four rows of a bundle at once: what is written lies together. */
function packFour(
  side: number,
  to: number,
  data: Float32Array,
  begin: number,
  [row, column, k]: readonly [number, number, number],
): void {
  const into = numbers;
  let at = to;
  let from = begin;
  for (let t = 0; t < k; t++) {
    into[at] = data[from] as number;
    into[at + 1] = data[from + row] as number;
    into[at + 2] = data[from + 2 * row] as number;
    into[at + 3] = data[from + 3 * row] as number;
    at += side;
    from += column;
  }
}
