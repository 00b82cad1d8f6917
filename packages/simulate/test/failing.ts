import type { SimulationError, Simulator } from '@sbi/simulate';
import { expect } from 'vitest';

/** The error that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('the promise did not reject');
    },
    (error) => error,
  );
}

/** The SimulationError that a promise rejects with. */
export async function simulationError(promise: Promise<unknown>): Promise<SimulationError> {
  const error = await rejection(promise);
  expect(error).toMatchObject({ name: 'SimulationError', code: 'simulation' });
  return error as SimulationError;
}

/** A simulator that does as told from its k-th call on, and returns θ before. */
export function failingAt(k: number, fail: Simulator): Simulator {
  let calls = 0;
  return (theta, rng) => (calls++ < k ? theta : fail(theta, rng));
}
