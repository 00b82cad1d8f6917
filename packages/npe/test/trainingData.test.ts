import { Rng, rowOf } from '@sbi/core';
import { buildFlow, type ConditionalFlow } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Side } from '../src/train/split.ts';
import { TrainingData } from '../src/train/trainingData.ts';
import { backends, start } from './backends.ts';
import { SMALL, smallSimulations } from './small.ts';

const ROWS = 45_000;
const simulations = smallSimulations(ROWS, 1);
const rng = Rng.fromSeed(2);
const weights = new Float32Array(ROWS).map(() => rng.uniform());
/** Two in three of the rows, in random order. */
const side: Side = { simulations, weights, rows: rng.permutation(ROWS).slice(0, 30_000) };

describe.each(backends)('rows on %s', (backend) => {
  let flow: ConditionalFlow | undefined;
  afterEach(() => {
    flow?.dispose();
    flow = undefined;
  });

  it('that stay prepared and those of a stretch at a time are the same, and as the flow sees them', async () => {
    await start(backend);
    flow = buildFlow(SMALL, smallSimulations(500, 1), { seed: 1 });
    const tensors = tf.memory().numTensors;
    const [kept, staged] = [new TrainingData(flow, side), new TrainingData(flow, side, { most: 0 })];
    const order = rng.permutation(30_000);
    expect(await staged.logDetPerRow()).toBe(await kept.logDetPerRow());
    for (const [begin, end] of [
      [0, 7],
      [19_990, 20_000],
      [19_990, 20_010],
      [3, 25_000],
      [29_999, 30_000],
    ] as const) {
      const batch = await kept.batch(order, begin, end);
      expect(await staged.batch(order, begin, end)).toEqual(batch);
      expect(batch.residual.rows).toBe(end - begin);
    }
    const other = order.slice().reverse();
    const batch = await staged.batch(other, 0, 1);
    expect(batch).toEqual(await kept.batch(order, 29_999, 30_000));
    const x = rowOf(simulations.x, side.rows[order[29_999] as number] as number);
    const context = flow.preconditioner.scaledOf(x);
    expect(Math.abs((batch.context.data[0] as number) - (context[0] as number))).toBeLessThan(1e-6);
    const weightOf = (row: number) => weights[row] as number;
    const mean = side.rows.reduce((sum, row) => sum + weightOf(row), 0) / 30_000;
    const weight = weightOf(side.rows[order[29_999] as number] as number);
    expect(batch.weights?.[0]).toBeCloseTo(weight / mean, 4);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
