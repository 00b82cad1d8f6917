import type { Shape } from './shapes.ts';

const marker = Symbol.for('@sbi/error');

/**
 * The base of every error that the SBI packages throw on purpose.
 *
 * Recognise one with `SbiError.isInstance(error)`: the mark is a registered symbol, so it holds even when two copies
 * of `@sbi/core` are installed, where `instanceof` fails.
 *
 * @example
 * import { SbiError, matrix, column } from '@sbi/core';
 * try {
 *   column(matrix([[1, 2]], ['a', 'b']), 'c');
 * } catch (error) {
 *   console.log(SbiError.isInstance(error), error.code); // → true shape
 * }
 */
export class SbiError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    // from the code and not from the class, whose name a bundler shortens: 'shape' → ShapeError
    this.name = `${code.charAt(0).toUpperCase()}${code.slice(1)}Error`;
    this.code = code;
    Object.defineProperty(this, marker, { value: true });
  }

  static isInstance(error: unknown): error is SbiError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}

/** An argument of a wrong shape, length, type or value. */
export class ShapeError extends SbiError {
  readonly argument: string;
  readonly expected: string;
  readonly received: Shape | string;

  constructor(argument: string, expected: string, received: Shape | string, where: string) {
    const got = typeof received === 'string' ? received : `[${received.join(', ')}]`;
    super('shape', `${argument} must ${expected}; received ${got} (${where}).`);
    this.argument = argument;
    this.expected = expected;
    this.received = received;
  }
}

/** A value outside the support of a distribution, where one inside is needed. */
export class SupportError extends SbiError {
  readonly argument: string;
  readonly index: number;

  constructor(argument: string, index: number, message: string) {
    super('support', message);
    this.argument = argument;
    this.index = index;
  }
}

/** Training cannot go on: the loss is not finite, or there is nothing to train on. */
export class TrainingError extends SbiError {
  readonly epoch: number;

  constructor(epoch: number, message: string, options?: { cause?: unknown }) {
    super('training', message, options);
    this.epoch = epoch;
  }
}

/** A file or text that cannot be read: which one, where in it, and what was expected there. */
export class SerializationError extends SbiError {
  constructor(message: string, options?: { cause?: unknown }) {
    super('serialization', message, options);
  }
}

/** A TensorFlow.js backend that cannot start, with the names that were tried. */
export class BackendError extends SbiError {
  readonly tried: readonly string[];

  constructor(tried: readonly string[], message: string, options?: { cause?: unknown }) {
    super('backend', message, options);
    this.tried = tried;
  }
}
