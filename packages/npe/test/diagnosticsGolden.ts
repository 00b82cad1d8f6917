import { readFileSync } from 'node:fs';
import { type Matrix, matrixOf } from '@sbi/core';

interface Stored {
  readonly shape: readonly number[];
  readonly data: string;
}

interface Golden {
  readonly tarp: {
    readonly theta: Stored;
    readonly draws: Stored;
    readonly references: Stored;
    readonly nearer: Readonly<Record<'l1' | 'l2', readonly number[]>>;
  };
  readonly mmd: {
    readonly a: Stored;
    readonly b: Stored;
    readonly bandwidth: number;
    readonly biased: number;
    readonly unbiased: number;
  };
}

/** Numbers of Python sbi; `fixtures/diagnostics.py` makes them. */
export const golden = JSON.parse(
  readFileSync(new URL('./fixtures/diagnostics.json', import.meta.url), 'utf8'),
) as Golden;

/** The table, its last axis the columns. */
export function tableOf({ shape, data }: Stored): Matrix {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return matrixOf(new Float32Array(bytes.buffer), shape.at(-1) as number);
}
