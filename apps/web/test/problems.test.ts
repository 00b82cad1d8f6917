import { readFile } from 'node:fs/promises';
import { useBackend } from '@sbi/backends';
import { decode } from '@sbi/npe';
import { problem as problemOf } from '@sbi/simulate';
import { beforeAll, describe, expect, it } from 'vitest';
import { pageProblems } from '../src/problems/problems.ts';

beforeAll(async () => {
  await useBackend('wasm');
});

const fileOf = (id: string) => new URL(`../models/${id}.safetensors`, import.meta.url);

describe.each(pageProblems.map((problem) => [problem.id, problem] as const))('%s', (id, page) => {
  it('is the problem of that name: observation, truth and parameters', () => {
    using problem = problemOf(page.simulator as string);
    const measured = Float32Array.from(problem.observed);
    expect(Float32Array.from(page.x)).toEqual(measured);
    expect(page.truth).toEqual(problem.truth);
    expect(page.parameters.map(({ name }) => name)).toEqual(problem.prior.names);
    expect(page.limits?.length ?? problem.prior.dim).toBe(problem.prior.dim);
  });

  it('has a sketch that holds its observation', () => {
    const { sketch, x } = page;
    const ranges = x.map((_, j) => (sketch.kind === 'numbers' ? sketch.ranges[j] : sketch.range));
    const base = sketch.kind === 'series' ? sketch.base?.values : undefined;
    x.forEach((value, j) => {
      const drawn = value - (base?.[j] ?? 0);
      expect(drawn).toBeGreaterThanOrEqual(ranges[j]?.low as number);
      expect(drawn).toBeLessThanOrEqual(ranges[j]?.high as number);
    });
    const places = sketch.kind === 'series' ? sketch.at.length * sketch.lines.length : x.length;
    expect(places).toBe(x.length);
  });

  it('has a formula that is well-formed MathML', () => {
    const tags = [...page.formula.matchAll(/<(\/?)(\w+)[^>]*>/g)].map(([, close, name]) => [close, name]);
    const open: string[] = [];
    for (const [close, name = ''] of tags) {
      if (close) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('ships a model that knows its parameters and what was observed', async () => {
    using model = decode(await readFile(fileOf(id)));
    expect(model.names).toEqual(page.parameters.map(({ name }) => name));
    const posterior = model.given(page.x);
    expect(posterior.warnings).toEqual([]);
    const draws = await posterior.sample(1000, { seed: 1 });
    expect(draws.data.every(Number.isFinite)).toBe(true);
  });
});
