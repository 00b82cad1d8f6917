import { memory, type Tensor } from '@tensorflow/tfjs-core';

/** One question that a test asks, with a name and without a test runner. */
export interface Check {
  readonly name: string;
  run(): void | Promise<void>;
}

/**
 * Checks that numbers are close.
 *
 * @throws Error naming the first entry that differs by more than `tolerance` · max(1, |expected|); ±∞ and NaN must match
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  if (actual.length !== expected.length) {
    throw new Error(`${what}: ${actual.length} numbers where ${expected.length} were expected.`);
  }
  for (let i = 0; i < actual.length; i++) {
    const a = actual[i] as number;
    const e = expected[i] as number;
    const near = Number.isFinite(e) && Math.abs(a - e) <= tolerance * Math.max(1, Math.abs(e));
    const fits = near || a === e || (Number.isNaN(a) && Number.isNaN(e));
    if (!fits) throw new Error(`${what}: entry ${i} is ${a}, expected ${e} within ${tolerance}.`);
  }
}

/** Checks that `compute` leaves exactly the tensors that it returns, and disposes them. @throws Error where it does not. */
export async function expectOwns(
  count: number,
  compute: () => Tensor | readonly Tensor[],
  what: string,
): Promise<void> {
  const before = memory().numTensors;
  const results = [compute()].flat() as Tensor[];
  const left = memory().numTensors - before;
  const { length } = results;
  for (const tensor of results) tensor.dispose();
  if (length !== count) throw new Error(`${what}: returned ${length} tensors where ${count} were expected.`);
  if (left !== count) throw new Error(`${what}: left ${left} tensors where ${count} were expected.`);
}

/** Checks that `compute` throws an error whose message matches. @throws Error where it does not. */
export async function expectThrows(pattern: RegExp, compute: () => unknown, what: string): Promise<void> {
  try {
    await compute();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (pattern.test(message)) return;
    throw new Error(`${what}: threw "${message}", expected ${pattern}.`, { cause: error });
  }
  throw new Error(`${what}: did not throw; expected ${pattern}.`);
}
