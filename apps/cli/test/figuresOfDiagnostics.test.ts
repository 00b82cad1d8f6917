import { useBackend } from '@sbi/backends';
import type { Matrix } from '@sbi/core';
import { type AmortizedLike, expectedCoverage, posteriorPredictive, sbc, tarp } from '@sbi/npe';
import { conditionalGrid, coveragePlot, predictivePlot, rankPlot, recoveryPlot, tarpPlot } from '@sbi/plots';
import { gaussian, simulate } from '@sbi/simulate';
import { afterAll, beforeAll, expect, it } from 'vitest';

// @sbi/plots knows nothing of @sbi/npe: that the results of the one are what the other draws is seen here, in types and
// in numbers.
let problem: ReturnType<typeof gaussian>;
let exact: AmortizedLike;
let pairs: Awaited<ReturnType<typeof simulate>>;

beforeAll(async () => {
  await useBackend('cpu');
  problem = gaussian();
  exact = { given: (x) => ({ sample: (count, { seed }) => problem.reference(x, count, { seed }) }) };
  pairs = await simulate(problem.prior, problem.simulator, { count: 60, seed: 1 });
});

afterAll(() => problem.dispose());

it('ranks, coverage and TARP of a posterior are drawn as they are', async () => {
  const options = { seed: 2, draws: 99 };
  const ranks = await sbc(exact, pairs, options);
  const coverage = await expectedCoverage(exact, pairs, options);
  const balls = await tarp(exact, pairs, options);
  expect(rankPlot(ranks).panels).toHaveLength(3);
  expect(rankPlot({ a: ranks, b: ranks }).panels).toHaveLength(3);
  expect(coveragePlot(coverage).description).toContain('simultaneous band of 95\u00a0% for 60 truths');
  expect(tarpPlot(balls).panels[0]?.marks.some(({ type }) => type === 'band')).toBe(true);
});

it('predictive draws lie under the observation, posterior draws beside the truths', async () => {
  const observed = [0.8, 0.6, 0.4];
  const { x } = await posteriorPredictive(exact, problem.simulator, observed, { seed: 3, count: 100 });
  expect(predictivePlot(x, observed).description).toContain('Of 3 observed values');
  const rows = Array.from({ length: pairs.x.rows }, (_, i) => pairs.x.data.subarray(3 * i, 3 * i + 3));
  const draws = await Promise.all(rows.map((row, i) => problem.reference(row, 50, { seed: i })));
  expect(recoveryPlot(pairs.theta, draws).panels).toHaveLength(3);
});

it('the places of a conditional density are a table', () => {
  const theta: Matrix = conditionalGrid([0, 0, 0], { limits: [-1, 1], resolution: 3 }).theta;
  expect(theta.data.length).toBe(theta.rows * theta.columns);
});
