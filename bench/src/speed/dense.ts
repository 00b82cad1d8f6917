/** What the dense kernels reach, in GFLOP/s, at one width and batch. */
export interface DenseRate {
  readonly build: 'exact' | 'fast';
  readonly hidden: number;
  readonly batch: number;
  readonly forward: number;
  readonly weights: number;
}

/** The module of the kernels, below their public entry: it is the primitives that are timed. */
interface PrimitivesModule {
  startPrimitives(memory: WebAssembly.Memory, build: DenseRate['build']): Promise<Dense>;
  canRun(build: DenseRate['build']): boolean;
}

interface Dense {
  dense(...args: number[]): void;
  denseGradient(...args: number[]): void;
}

/** What all weights and inputs are. */
const VALUE = 1e-3;
/** Rows of a chunk: larger batches go through chunk by chunk. */
const CHUNK_PANELS = 26;

export async function measureDense(repetitions: number): Promise<DenseRate[]> {
  const module = new URL('./primitives.js', import.meta.resolve('@sbi/kernels')).href;
  const { startPrimitives, canRun } = (await import(module)) as PrimitivesModule;
  const rates: DenseRate[] = [];
  for (const build of ['exact', 'fast'] as const) {
    if (!canRun(build)) continue;
    for (const hidden of [52, 100, 256]) {
      const memory = new WebAssembly.Memory({ initial: 64 });
      rates.push({
        build,
        hidden,
        batch: 200,
        ...rateOf(await startPrimitives(memory, build), memory, hidden, repetitions),
      });
    }
  }
  return rates;
}

function rateOf(
  run: Dense,
  memory: WebAssembly.Memory,
  hidden: number,
  repetitions: number,
): Pick<DenseRate, 'forward' | 'weights'> {
  const panels = 25;
  const bytes = 4 * hidden * 8 * CHUNK_PANELS;
  const [x, y, dw, w] = [0, bytes, 2 * bytes, 2 * bytes + 4 * hidden * hidden];
  const [bias, limits] = [w + 4 * hidden * hidden, w + 4 * hidden * (hidden + 1)];
  new Float32Array(memory.buffer).fill(VALUE, 0, limits / 4);
  new Int32Array(memory.buffer).set(
    Array.from({ length: hidden / 2 }, (_, i) => (i % 2 === 0 ? 0 : hidden)),
    limits / 4,
  );
  const flops = 2 * hidden * hidden * 8 * panels;
  const best = (task: () => void) => {
    let most = 0;
    const times = Math.ceil(1e8 / flops);
    for (let i = 0; i < repetitions; i++) {
      const start = performance.now();
      for (let k = 0; k < times; k++) task();
      most = Math.max(most, (times * flops) / (performance.now() - start) / 1e6);
    }
    return most;
  };
  const forward = best(() =>
    run.dense(y, w, x, bias, hidden, panels, 0, hidden / 4, limits, 1, hidden, hidden),
  );
  const [value = 0, wanted] = [new Float32Array(memory.buffer)[y / 4], VALUE + hidden * VALUE ** 2];
  if (Math.abs(value / wanted - 1) > 1e-3) throw new Error(`A dense layer gave ${value} for ${wanted}.`);
  return {
    forward,
    weights: best(() => run.denseGradient(dw, x, y, hidden, hidden, panels, limits, hidden)),
  };
}
