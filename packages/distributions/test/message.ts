import { SbiError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** The whole message of the SbiError that `compute` throws: one line. */
export function messageOf(compute: () => unknown, code = 'any'): string {
  try {
    compute();
  } catch (error) {
    expect(SbiError.isInstance(error) && (code === 'any' || error.code === code)).toBe(true);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
  throw new Error('did not throw');
}

/** Messages by what throws them, each read whole, with no tensor left behind. */
export function itSays(messages: readonly (readonly [message: string, compute: () => unknown])[]): void {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors - before).toBe(0);
  });
  it.each(messages)('%s', (message, compute) => {
    expect(messageOf(compute)).toBe(message);
  });
}

/** Runs `compute` with a tensor that is gone after it. */
export const withTensor =
  (tensor: () => tf.Tensor, compute: (tensor: tf.Tensor) => unknown): (() => unknown) =>
  () => {
    const made = tensor();
    try {
      return compute(made);
    } finally {
      made.dispose();
    }
  };

/** What JavaScript lets through and TypeScript does not. */
export const anything = (value: unknown): never => value as never;
