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

const LOGARITHM_OF_COUNTS: Reading = {
  name: 'ln(1 + x)',
  of: (x) => x.map(Math.log1p),
  undo: (read) => read.map(Math.expm1),
};

/** Animals and the ill grow and fall by factors, and so does the noise. */
const READINGS: Readonly<Record<string, Reading>> = {
  'lotka-volterra': LOGARITHM,
  'lynx-hare': LOGARITHM,
  influenza: LOGARITHM_OF_COUNTS,
};

/** How the x of a problem is read. */
export function readingOf(problem: string): Reading {
  return READINGS[problem] ?? AS_IT_IS;
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
