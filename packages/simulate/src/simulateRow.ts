import type { Rng } from '@sbi/core/rng';
import { describe, describeThrown } from './describe.ts';
import type { Simulator } from './simulator.ts';

/** Why a row has no numbers: what must hold and what was received. */
export interface Fault {
  readonly problem: string;
  readonly cause?: unknown;
}

// Workers load this file: nothing here may import tfjs.

/** Calls the simulator once; its numbers in float32, copied, or what is wrong. Never rejects. */
export async function simulateRow(
  simulator: Simulator,
  theta: Float32Array,
  rng: Rng,
): Promise<Float32Array | Fault> {
  try {
    return readOutput(await simulator(theta, rng));
  } catch (cause) {
    return { problem: `The simulator must not throw; received ${describeThrown(cause)}`, cause };
  }
}

function readOutput(value: unknown): Float32Array | Fault {
  const list = value as ArrayLike<unknown>;
  if (typeof value !== 'object' || value === null || !Number.isInteger(list.length)) {
    const hint = typeof value === 'number' ? ` (return [x] for a single number)` : '';
    return returned(`${describe(value)}${hint}`);
  }
  if (list.length < 1) return returned('an empty list');
  for (let i = 0; i < list.length; i++) {
    const entry = list[i];
    if (typeof entry === 'number') continue;
    if (Array.isArray(entry) || ArrayBuffer.isView(entry)) {
      return returned('a nested list (return all numbers in one list and give their shape as xShape)');
    }
    return returned(`${describe(entry)} in entry ${i}`);
  }
  return Float32Array.from(list as ArrayLike<number>);
}

function returned(received: string): Fault {
  return { problem: `The simulator must return a list of numbers; received ${received}` };
}
