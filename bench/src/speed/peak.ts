import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import asc from 'assemblyscript/asc';
import { type DenseRate, measureDense } from './dense.ts';
import type { Row } from './results.ts';
import type { StepSpec } from './spec.ts';
import { STEPS } from './works.ts';

/** GFLOP/s of one core with the instructions of either build; none where the engine has none of them. */
export interface Peak {
  readonly simd128: number;
  readonly relaxed?: number;
  readonly dense: readonly DenseRate[];
  /** GFLOP/s of whole training steps, as they were timed. */
  readonly steps: readonly { readonly title: string; readonly rate: number }[];
}

type Loop = (rounds: number, factor: number, term: number) => number;

interface Loops {
  simd128: Loop;
  relaxed: Loop;
}

const FLOPS_PER_ROUND = 96;

/** Compiles and times the loops of assembly/peak.ts: the best of many short runs, because nothing can make it too fast. */
export async function measurePeak(rows: readonly Row[], repetitions: number): Promise<Peak> {
  setFlagsFromString('--experimental-wasm-relaxed-simd'); // Node 20 has it behind a flag
  let binary = new Uint8Array();
  const source = fileURLToPath(new URL('../../assembly/peak.ts', import.meta.url));
  const options = '--enable simd --enable relaxed-simd --runtime stub -O3 --noAssert';
  const { error } = await asc.main([source, '--outFile', 'peak.wasm', ...options.split(' ')], {
    writeFile: (_, contents) => {
      binary = contents as Uint8Array<ArrayBuffer>;
    },
  });
  if (error) throw error;
  const { instance } = await WebAssembly.instantiate(binary);
  const loops = instance.exports as unknown as Loops;
  return {
    simd128: bestOf(loops.simd128, repetitions),
    relaxed: bestOf(loops.relaxed, repetitions),
    dense: await measureDense(repetitions),
    steps: stepRates(rows),
  };
}

/** Forward, back to the inputs, back to the weights: two operations for each weight of a dense layer and each row. */
function stepRates(rows: readonly Row[]): Peak['steps'] {
  return STEPS.flatMap(({ name, title, spec }) => {
    const seconds = rows.find((row) => row.name === name)?.one.ours?.seconds.median;
    const { recipe, dim, xShape, batch, embedding } = spec as StepSpec;
    if (seconds === undefined || recipe.kind !== 'maf' || embedding) return [];
    const { transforms = 0, hidden = 0, blocks = 0 } = recipe as unknown as Record<string, number>;
    const context = xShape.reduce((product, length) => product * length, 1);
    const weights = transforms * hidden * (dim + context + blocks * hidden + 2 * dim);
    return [{ title, rate: (3 * 2 * weights * batch) / seconds / 1e9 }];
  });
}

function bestOf(loop: Loop, repetitions: number): number {
  const rounds = 500_000; // a millisecond or two: some of them nothing interrupts
  let best = 0;
  for (let i = 0; i < repetitions; i++) {
    const start = performance.now();
    loop(rounds, 1, 0);
    best = Math.max(best, (FLOPS_PER_ROUND * rounds) / (performance.now() - start) / 1e6);
  }
  return best;
}
