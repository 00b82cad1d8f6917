import { npe } from '@sbi/npe';
import { gaussian } from '@sbi/simulate';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { mean } from './heldOut.ts';
import { OBSERVATIONS, type Score, scoreTutorial, tutorialPairs } from './tutorial.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

// One seed of what tutorial.slow.test.ts does over five, at a size that fits every run.
const SIZE = { pairs: 500, draws: 400, observations: OBSERVATIONS.slice(5, 7), c2stDraws: 1000 };

describe('the tutorial against its exact posterior, one seed', () => {
  let score: Score;
  let steps: number;

  beforeAll(async () => {
    await tf.setBackend('wasm');
    using problem = gaussian();
    using amortized = await npe(await tutorialPairs(2000, 1), { prior: problem.prior, seed: 101 });
    steps = amortized.training.steps;
    score = await scoreTutorial(amortized, SIZE);
  });

  it('is within 0.03 nats', () => {
    expect(score.gap).toBeLessThan(0.03 + 3 * score.gapError);
    expect(score.gap).toBeGreaterThan(-3 * score.gapError);
  });

  it('covers 90 % of truths', () => {
    const error = Math.sqrt((0.9 * 0.1) / (3 * SIZE.pairs));
    expect(Math.abs(score.coverage - 0.9)).toBeLessThan(0.02 + 3 * error);
  });

  it('has the exact widths', () => {
    const error = 1 / Math.sqrt(2 * SIZE.c2stDraws * 3 * SIZE.observations.length);
    expect(Math.abs(Math.log(score.sdRatio))).toBeLessThan(Math.log(1.1) + 5 * error);
  });

  it('has uniform ranks', () => {
    expect(Math.min(...score.rankP)).toBeGreaterThan(0.001 / score.rankP.length);
  });

  it('cannot be told from the exact posterior, at a wall either', () => {
    const error = Math.sqrt(0.25 / (2 * SIZE.c2stDraws * SIZE.observations.length));
    expect(mean(score.c2st)).toBeLessThan(0.55 + 3 * error);
  });

  it('takes a fraction of the steps that a z-scored start needs', () => {
    expect(steps).toBeLessThan(1000);
  });
});
