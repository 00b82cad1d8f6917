import { readFileSync } from 'node:fs';
import { type Matrix, matrixOf, Rng } from '@sbi/core';
import { expect } from 'vitest';
import { type ClassifierName, c2st } from '../src/index.ts';

interface Stored {
  readonly shape: readonly [rows: number, columns: number];
  readonly data: string;
}

/** N(δ, I) with ‖δ‖ = shift. */
export function normals(rows: number, dim: number, shift: number, seed: number): Matrix {
  const rng = Rng.fromSeed(seed);
  return matrixOf(
    Float32Array.from({ length: rows * dim }, () => shift / Math.sqrt(dim) + rng.normal()),
    dim,
  );
}

/** sbi's own cases: every one of ten columns moved by δ, and between what the score then lies. */
export const sbiCases = [
  [0, 0.45, 0.55],
  [1, 0.85, 1],
  [20, 0.98, 1],
] as const;

export function sbiScore(delta: number, classifier: ClassifierName): Promise<number> {
  const moved = normals(1024, 10, delta * Math.sqrt(10), 2);
  return c2st(normals(1024, 10, 0, 1), moved, { seed: 1, classifier });
}

/** Two tables with scikit-learn's scores of them; `fixtures/c2st.py` and `fixtures/c2stForest.py` make them. */
export interface GoldenCase {
  readonly name: string;
  readonly dim: number;
  readonly x: Stored;
  readonly y: Stored;
  readonly scores: readonly number[];
}

type Named = readonly (readonly [name: string, golden: GoldenCase])[];

export function goldenCases(classifier: ClassifierName = 'mlp'): Named {
  const tables = read('c2st.json');
  const cases = classifier === 'mlp' ? tables : read('c2stForest.json');
  return cases.map((golden) => {
    const same = tables.find(({ name, dim }) => name === golden.name && dim === golden.dim);
    return [`${golden.name}, ${golden.dim} columns`, { ...same, ...golden }];
  });
}

function read(file: string): readonly GoldenCase[] {
  const text = readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly cases: readonly GoldenCase[] }).cases;
}

/** The spread over seeds, estimated from five: where those happen to be close, what cases of this size have. */
const FLOOR = 0.004;

/** Our mean over five seeds lies within four standard errors of scikit-learn's over five states. */
export async function expectGolden(
  { x, y, scores }: GoldenCase,
  classifier: ClassifierName = 'mlp',
): Promise<void> {
  const [reference, draws] = [table(x), table(y)];
  const ours: number[] = [];
  for (const seed of [1, 2, 3, 4, 5]) ours.push(await c2st(reference, draws, { seed, classifier }));
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
