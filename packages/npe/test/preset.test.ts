import { column, sizeOf } from '@sbi/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Trainer } from '../src/index.ts';
import { start } from './backends.ts';
import { smallPrior, smallSimulations, splitAs } from './small.ts';

/** Mean and unbiased standard deviation, in float64. */
function moments(values: Float32Array): [mean: number, sd: number] {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return [mean, Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1))];
}

describe("preset: 'sbi'", () => {
  beforeAll(() => start('wasm'));

  const simulations = smallSimulations(300, 3);
  const make = () => new Trainer(simulations, { prior: smallPrior, seed: 5, preset: 'sbi', maxEpochs: 2 });
  const { rows } = splitAs(simulations, 5);

  it('z-scores θ and x by mean and standard deviation (N − 1) of the training rows, and regresses nothing', () => {
    const trainer = make();
    const { values, clip } = trainer.best.estimator.preconditioner;
    expect(rows.theta.rows).toBe(270);
    expect(clip).toBe(false);
    for (const [table, loc, scale] of [
      [rows.theta, values.loc, values.scale],
      [rows.x, values.xLoc, values.xScale],
    ] as const) {
      for (let j = 0; j < 2; j++) {
        const [mean, sd] = moments(column(table, j));
        expect(Math.abs((loc[j] as number) - mean)).toBeLessThan(1e-6);
        expect(Math.abs((scale[j] as number) - sd)).toBeLessThan(1e-6);
      }
    }
    expect(values.slope.every((value) => value === 0)).toBe(true);
    expect([...values.low, ...values.high].some(Number.isFinite)).toBe(false);
    trainer.best.dispose();
    trainer.dispose();
  });

  it("has sbi's network with torch's start", async () => {
    const trainer = make();
    const { parameters, architecture } = trainer.best.estimator;
    expect(parameters.size).toBe(28_020);
    expect(architecture.drawn['orders']).toHaveLength(5);
    const flat = await parameters.read();
    const fanIn: Record<string, number> = { input: 2, context: 2, hidden: 50, output: 50 };
    let offset = 0;
    for (const [name, shape] of Object.entries(parameters.spec)) {
      const [, , layer = ''] = name.split('.');
      const bound = 1 / Math.sqrt(fanIn[layer] as number);
      const weights = flat.subarray(offset, offset + sizeOf(shape));
      offset += sizeOf(shape);
      const size = Math.max(...weights.map(Math.abs));
      expect(size).toBeLessThanOrEqual(Math.fround(bound));
      // the largest of n uniform draws falls short of the end by a part of 20/n once in e^20
      expect(size).toBeGreaterThan(bound * (1 - 20 / weights.length));
    }
    trainer.best.dispose();
    trainer.dispose();
  });

  it('keeps the flow in all of R^D, and rejects', async () => {
    const trainer = make();
    expect(trainer.best.support).toBe('reject');
    for await (const _ of trainer);
    expect(trainer.summary).toMatchObject({ stopped: 'epochs', epochs: 2, steps: 2 });
    const rates: number[] = [];
    const onProgress = ({ acceptance }: { acceptance: number }) => rates.push(acceptance);
    await trainer.best.given([3, 3]).sample(100, { seed: 1, onProgress });
    expect(rates.at(-1)).toBeLessThan(1);
    trainer.best.dispose();
    trainer.dispose();
  });
});
