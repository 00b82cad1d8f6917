import { readFile } from 'node:fs/promises';
import { useBackend } from '@sbi/backends';
import { column, type Matrix } from '@sbi/core';
import { registerKernels } from '@sbi/kernels';
import { c2st, decode, summarize } from '@sbi/npe';
import { problem } from '@sbi/simulate';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await useBackend('wasm');
  await registerKernels();
});

/** Draws of a shipped model and of the exact posterior, at what the page begins with. */
async function draw(id: string, count: number): Promise<[model: Matrix, exact: Matrix]> {
  using model = decode(await readFile(new URL(`../models/${id}.safetensors`, import.meta.url)));
  using exact = problem(id);
  const draws = await model.given(exact.observed).sample(count, { seed: 1 });
  return [draws, await exact.reference(exact.observed, count, { seed: 2 })];
}

describe('a classifier hardly tells the shipped model from the exact posterior', () => {
  // As the tutorial and the problems are judged when they are trained in full.
  it.each([
    ['gaussian', 0.6],
    ['two-moons', 0.62],
    ['supernovae', 0.6],
  ])('%s', async (id, most) => {
    const [model, exact] = await draw(id, 1000);
    expect(await c2st(exact, model, { seed: 3 })).toBeLessThanOrEqual(most);
  });
});

it('slcp finds all four mirror images, a quarter in each', async () => {
  const [model] = await draw('slcp', 4000);
  const [third, fourth] = ['theta_3', 'theta_4'].map((name) => column(model, name)) as [
    Float32Array,
    Float32Array,
  ];
  for (const [a, b] of [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ] as const) {
    const share = third.filter((value, i) => a * value > 0 && b * (fourth[i] as number) > 0).length / 4000;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.35);
  }
});

it.each([
  ['lynx-hare', ['alpha', 'beta', 'gamma', 'delta']],
  ['influenza', ['beta', 'gamma']],
])('%s finds its rates to half of what is not known of them', async (id, rates) => {
  const [ours, theirs] = (await draw(id, 2000)).map((draws) => summarize(draws));
  for (const rate of rates) {
    const [mean, exact] = [ours, theirs].map((all) => all?.find(({ name }) => name === rate));
    const off = ((mean?.mean ?? Number.NaN) - (exact?.mean ?? 0)) / (exact?.sd ?? 1);
    expect(Math.abs(off), rate).toBeLessThan(0.5);
  }
});
