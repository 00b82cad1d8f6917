import type { DensityPrimitives } from './densityPrimitives.ts';
import type { Address, LayerPrimitives } from './layerPrimitives.ts';
import { RELAXED_SIMD } from './relaxedSimd.ts';
import { SIMD128 } from './simd128.ts';

/** 'exact': plain SIMD, the same bits on every machine. 'fast': relaxed SIMD, which multiplies and adds in one rounding. */
export type KernelBuild = 'exact' | 'fast';

/** The functions of the WebAssembly module; the folder assembly/ says what each does. Addresses are in bytes. */
export interface Primitives extends LayerPrimitives, DensityPrimitives {
  gather(out: Address, from: Address, index: Address, count: number): void;
  scatter(out: Address, from: Address, index: Address, count: number): void;
  truncatedNormal(out: Address, z: Address, table: Address, period: number, count: number): void;
  accumulate(to: Address, from: Address, count: number): void;
  sumOfSquares(x: Address, count: number): number;
  adam(
    weights: Address,
    average: Address,
    first: Address,
    second: Address,
    gradient: Address,
    count: number,
    clip: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    decay: number,
    rest: number,
    rate: number,
    epsilon: number,
  ): void;
}

const TEXTS: Readonly<Record<KernelBuild, string>> = { exact: SIMD128, fast: RELAXED_SIMD };

function bytesOf(build: KernelBuild): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(TEXTS[build]), (letter) => letter.charCodeAt(0));
}

/** Whether this engine runs the build. */
export function canRun(build: KernelBuild): boolean {
  return WebAssembly.validate(bytesOf(build));
}

/** Starts the module over a memory. Asynchronous, because a page may not compile in step. */
export async function startPrimitives(memory: WebAssembly.Memory, build: KernelBuild): Promise<Primitives> {
  const { instance } = await WebAssembly.instantiate(bytesOf(build), { env: { memory } });
  return instance.exports as unknown as Primitives;
}
