import '@tensorflow/tfjs-backend-cpu';
import { Rng, rowOf } from '@sbi/core';
import { BoxUniform } from '@sbi/distributions';
import { type Simulator, simulate } from '@sbi/simulate';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { progressReporter } from '../src/progress.ts';

const prior = new BoxUniform([-2, -1, 0], [2, 1, 5]);
const noisy = (theta: Float32Array, rng: Rng) => theta.map((value) => value + 0.1 * rng.normal());

describe('simulate', () => {
  it('pairs draws of the prior with what the simulator makes of them', async () => {
    const seen: Float32Array[] = [];
    const simulator: Simulator = (theta) => {
      seen.push(theta);
      return [(theta[0] as number) + (theta[1] as number), (theta[2] as number) ** 2];
    };
    const { theta, x, rejected, warnings, xShape } = await simulate(prior, simulator, {
      count: 200,
      seed: 1,
    });
    expect([theta.rows, theta.columns, x.rows, x.columns]).toEqual([200, 3, 200, 2]);
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => rowOf(theta, i)));
    for (let i = 0; i < 200; i++) {
      const [a, b, c] = rowOf(theta, i) as unknown as [number, number, number];
      expect([...rowOf(x, i)]).toEqual([Math.fround(a + b), Math.fround(c * c)]);
      expect(Math.abs(a) <= 2 && Math.abs(b) <= 1 && c >= 0 && c <= 5).toBe(true);
    }
    expect(rejected).toEqual({ nan: 0, infinite: 0 });
    expect([warnings, xShape]).toEqual([[], undefined]);
  });

  it('gives the same bits twice, for a stream as for its seed, and for a promise', async () => {
    const later: Simulator = async (theta, rng) => {
      const x = noisy(theta, rng);
      await new Promise((resolve) => setTimeout(resolve));
      return x;
    };
    const options = { count: 30, seed: 7 };
    const run = await simulate(prior, noisy, options);
    expect(await simulate(prior, noisy, options)).toEqual(run);
    expect(await simulate(prior, noisy, { count: 30, seed: Rng.fromSeed(7) })).toEqual(run);
    expect(await simulate(prior, later, options)).toEqual(run);
    expect((await simulate(prior, noisy, { count: 30, seed: 8 })).x.data).not.toEqual(run.x.data);
  });

  it('leaves a stream that it is given where it was', async () => {
    const rng = Rng.fromSeed(7);
    await simulate(prior, noisy, { count: 3, seed: rng });
    expect(rng.bits()).toBe(Rng.fromSeed(7).bits());
  });

  it('names the stream of a row by its index, whatever other rows draw', async () => {
    const greedy: Simulator = (theta, rng) => {
      const x = noisy(theta, rng);
      for (let i = 0; i < 1000 * Math.abs(theta[0] as number); i++) rng.bits();
      return x;
    };
    const run = await simulate(prior, greedy, { count: 40, seed: 3 });
    const long = await simulate(prior, noisy, { count: 90, seed: 3 });
    expect(long.x.data.subarray(0, 120)).toEqual(run.x.data);
  });

  it('is not disturbed by a simulator that writes to θ, returns it, or returns one buffer again and again', async () => {
    const buffer = [0, 0, 0];
    const rude: Simulator = (theta, rng) => {
      const x = noisy(theta, rng);
      theta.fill(99);
      for (let j = 0; j < 3; j++) buffer[j] = x[j] as number;
      return buffer;
    };
    const options = { count: 20, seed: 5 };
    expect(await simulate(prior, rude, options)).toEqual(await simulate(prior, noisy, options));
    const { theta, x } = await simulate(prior, (row) => row, options);
    expect(x.data).toEqual(theta.data);
    expect(x.data.buffer).not.toBe(theta.data.buffer);
  });

  it.each([1e-12, 1e12, 1e-30, 1e30])('keeps a scale of %d', async (scale) => {
    const box = new BoxUniform([-scale, scale], [scale, 2 * scale]);
    const { theta, x, warnings } = await simulate(box, noisy, { count: 100, seed: 1 });
    const largest = theta.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest / scale).toBeGreaterThan(1.9);
    expect(largest / scale).toBeLessThanOrEqual(2.0001);
    expect(x.rows).toBe(100);
    expect(warnings).toEqual([]);
  });

  it('passes xShape through', async () => {
    const series: Simulator = (theta) => [...theta, ...theta];
    const run = await simulate(prior, series, { count: 4, seed: 1, xShape: [2, 3] });
    expect([run.xShape, run.x.columns]).toEqual([[2, 3], 6]);
  });

  it('carries the names of the prior', async () => {
    const named = Object.assign(new BoxUniform([0, 0], [1, 1]), { names: ['alpha', 'beta'] });
    const { theta, x } = await simulate(named, noisy, { count: 2, seed: 1 });
    expect([theta.names, x.names]).toEqual([['alpha', 'beta'], undefined]);
  });

  it('leaves no tensor', async () => {
    const before = memory().numTensors;
    await simulate(prior, noisy, { count: 10, seed: 1 });
    await simulate(prior, () => [], { count: 10, seed: 1 }).catch(() => undefined);
    expect(memory().numTensors).toBe(before);
  });
});

describe('progress', () => {
  it('rises, counts the rejected, and ends at the total', async () => {
    const seen: { done: number; total: number; rejected: number }[] = [];
    const sometimes: Simulator = (theta) => ((theta[0] as number) < 0 ? [Number.NaN] : [1]);
    const onProgress = (progress: (typeof seen)[number]) => seen.push(progress);
    const { rejected } = await simulate(prior, sometimes, { count: 5000, seed: 1, onProgress });
    expect(seen.every(({ total }) => total === 5000)).toBe(true);
    expect(seen.every(({ done }, i) => i === 0 || done > (seen[i - 1]?.done as number))).toBe(true);
    expect(seen.at(-1)).toEqual({ done: 5000, total: 5000, rejected: rejected.nan });
    expect(rejected.nan).toBeGreaterThan(2000);
  });

  it('is told at most every 50 ms, and at the end', () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    const told: number[] = [];
    const report = progressReporter(30, ({ done }) => told.push(done));
    for (let done = 1; done <= 30; done++) {
      report(done, { nan: 0, infinite: 0 });
      now += 20;
    }
    clock.mockRestore();
    expect(told).toEqual([1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 30]);
  });

  it('ends the run when the listener throws', async () => {
    const onProgress = () => {
      throw new RangeError('no more');
    };
    await expect(simulate(prior, noisy, { count: 5, seed: 1, onProgress })).rejects.toThrow(
      RangeError('no more'),
    );
  });
});
