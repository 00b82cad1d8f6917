import { readFileSync } from 'node:fs';
import { type Matrix, matrixOf } from '@sbi/core';
import { expect } from 'vitest';
import { c2st } from '../src/index.ts';

interface Stored {
  readonly shape: readonly [rows: number, columns: number];
  readonly data: string;
}

/** Two tables with scikit-learn's scores of them; `fixtures/c2st.py` makes them. */
export interface GoldenCase {
  readonly name: string;
  readonly dim: number;
  readonly x: Stored;
  readonly y: Stored;
  readonly scores: readonly number[];
  readonly bayes: number;
}

export function goldenCases(): readonly (readonly [name: string, golden: GoldenCase])[] {
  const text = readFileSync(new URL('./fixtures/c2st.json', import.meta.url), 'utf8');
  const { cases } = JSON.parse(text) as { readonly cases: readonly GoldenCase[] };
  return cases.map((golden) => [`${golden.name}, ${golden.dim} columns`, golden]);
}

/** The spread over seeds, estimated from five: where those happen to be close, what cases of this size have. */
const FLOOR = 0.004;

/** Our mean over five seeds lies within four standard errors of scikit-learn's over five states. */
export async function expectGolden({ x, y, scores }: GoldenCase): Promise<void> {
  const [reference, draws] = [table(x), table(y)];
  const ours: number[] = [];
  for (const seed of [1, 2, 3, 4, 5]) ours.push(await c2st(reference, draws, { seed }));
  const variance =
    Math.max(FLOOR, deviation(ours)) ** 2 / ours.length +
    Math.max(FLOOR, deviation(scores)) ** 2 / scores.length;
  expect(Math.abs(mean(ours) - mean(scores))).toBeLessThan(4 * Math.sqrt(variance));
}

function table({ shape, data }: Stored): Matrix {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return matrixOf(new Float32Array(bytes.buffer), shape[1]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
