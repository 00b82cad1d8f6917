import { matrix, Rng } from '@sbi/core';
import { expect, test } from 'vitest';
import { predictionFigure } from '../src/demo/views.ts';

test('predictions: a fan over what series stand at, channel by channel; pairs of a few numbers', () => {
  const rng = Rng.fromSeed(1);
  const table = (columns: number) =>
    matrix(Array.from({ length: 30 }, () => Array.from({ length: columns }, (_, j) => j + rng.normal())));
  const observed = (columns: number) => Array.from({ length: columns }, (_, j) => j);
  // prey at ten times, then predators: a panel each, in which all that was observed is near
  const figure = predictionFigure('lotka-volterra', { posterior: table(20) }, observed(20));
  expect(figure?.panels).toHaveLength(2);
  const [prey, predators] = (figure?.panels ?? []).map(({ y }) => y.domain);
  expect(prey?.[1]).toBeLessThan(14);
  expect(predators?.[0]).toBeGreaterThan(5);
  const two = { posterior: table(14), exact: table(14) };
  expect(predictionFigure('influenza', two, observed(14))?.panels).toHaveLength(1);
  expect(predictionFigure('gaussian', { posterior: table(3) }, observed(3))?.panels).toHaveLength(6);
  expect(predictionFigure('slcp', { posterior: table(8) }, observed(8))?.panels).toHaveLength(1);
  expect(predictionFigure('bernoulli-glm-raw', { posterior: table(100) }, observed(100))).toBeUndefined();
});
