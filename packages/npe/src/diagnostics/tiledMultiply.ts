import { multiply, type Strided } from './multiply.ts';
import { tileModule } from './tileModule.ts';

const SIDE = 4;
const BYTES = 8;
const PAGE = 65536;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  multiply(a: number, b: number, c: number, m: number, n: number, k: number): void;
}

let kernel: Kernel | undefined | null;
let numbers = new Float64Array(0);

/**
 * `multiply` with two sums at a time, where WebAssembly has 128-bit instructions; else itself. The bits are the same.
 *
 * Both matrices are copied into tiles first. This is no operation of @sbi/kernels: those are of float32 tensors, and a score
 * must not depend on what is installed.
 */
export function tiledMultiply(
  c: Float64Array,
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
  const [rows, columns] = [Math.ceil(m / SIDE), Math.ceil(n / SIDE)];
  const startB = rows * SIDE * k;
  const startC = startB + columns * SIDE * k;
  reserve(kernel, startC + rows * SIDE * columns * SIDE);
  pack(0, a.data, a.row, a.column, m, k);
  pack(startB, b.data, b.column, b.row, n, k);
  kernel.multiply(0, BYTES * startB, BYTES * startC, rows, columns, k);
  for (let i = 0; i < m; i++) {
    let from = startC + i * columns * SIDE;
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
  if (numbers.buffer !== memory.buffer) numbers = new Float64Array(memory.buffer);
}

/** Lines of k numbers in bundles of four, number by number; what is missing of the last bundle is zero. */
function pack(to: number, data: Float64Array, line: number, step: number, lines: number, k: number): void {
  const into = numbers;
  let at = to;
  for (let first = 0; first < lines; first += SIDE) {
    const own = Math.min(SIDE, lines - first);
    let from = first * line;
    if (own === SIDE) {
      for (let t = 0; t < k; t++) {
        into[at] = data[from] as number;
        into[at + 1] = data[from + line] as number;
        into[at + 2] = data[from + 2 * line] as number;
        into[at + 3] = data[from + 3 * line] as number;
        at += SIDE;
        from += step;
      }
      continue;
    }
    for (let t = 0; t < k; t++) {
      for (let s = 0; s < SIDE; s++) into[at++] = s < own ? (data[from + s * line] as number) : 0;
      from += step;
    }
  }
}
