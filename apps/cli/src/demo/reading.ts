import { type Matrix, matrixOf } from '@sbi/core';
import type { Problem } from '@sbi/simulate';

/** What a posterior is given of x: a change of units that loses nothing, so that the exact posterior stays the same. */
export interface Reading {
  /** What it is called; undefined where x is read as it is. */
  readonly name: string | undefined;
  of(x: Float32Array): Float32Array;
  /** The x that it was read from. */
  undo(read: Float32Array): Float32Array;
}

const AS_IT_IS: Reading = { name: undefined, of: (x) => x, undo: (read) => read };

/** Below it a positive number of float32 is hardly there. */
const LEAST = 1e-30;
const LOGARITHM: Reading = {
  name: 'ln x',
  of: (x) => x.map((value) => Math.log(Math.max(value, LEAST))),
  undo: (read) => read.map(Math.exp),
};

/** Counts that grow and fall by factors, with noise by factors. */
const BY_FACTORS: readonly string[] = ['lotka-volterra', 'lynx-hare'];

/** How the x of a problem is read. */
export function readingOf(problem: string): Reading {
  return BY_FACTORS.includes(problem) ? LOGARITHM : AS_IT_IS;
}

/** A table of observations as it is read. */
export function readTable({ of, name }: Reading, { data, columns, names }: Matrix): Matrix {
  return matrixOf(of(data), columns, name === undefined ? names : names?.map((column) => `ln_${column}`));
}

/** A table of readings as observations. */
export function undoTable({ undo }: Reading, { data, columns }: Matrix): Matrix {
  return matrixOf(undo(data), columns);
}

/** A simulator whose output is read. */
export function readSimulator({ of }: Reading, { simulator }: Problem): Problem['simulator'] {
  return async (theta, rng) => of(Float32Array.from((await simulator(theta, rng)) as ArrayLike<number>));
}
