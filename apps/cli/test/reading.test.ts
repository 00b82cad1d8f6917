import { matrix, Rng } from '@sbi/core';
import { lotkaVolterra, problems } from '@sbi/simulate';
import { expect, test } from 'vitest';
import { defaultsOf } from '../src/demo/defaults.ts';
import { readingOf, readSimulator, readTable, undoTable } from '../src/demo/reading.ts';
import { predictionFigure } from '../src/demo/views.ts';

test('what goes by factors is read by its logarithm, and back', async () => {
  const reading = readingOf('lotka-volterra');
  const x = matrix([[1, 10, 0.5]], ['a', 'b', 'c']);
  const read = readTable(reading, x);
  expect(read.names).toEqual(['ln_a', 'ln_b', 'ln_c']);
  expect(read.data[1]).toBeCloseTo(Math.log(10), 6);
  undoTable(reading, read).data.forEach((value, i) => {
    expect(value).toBeCloseTo(x.data[i] as number, 5);
  });
  const counts = matrix([[0, 1, 763]]);
  const back = undoTable(readingOf('influenza'), readTable(readingOf('influenza'), counts));
  expect(Array.from(back.data, (value) => Number(value.toFixed(2)))).toEqual([0, 1, 763]);
  // an animal that is gone has no logarithm
  expect(reading.of(Float32Array.of(0)).every(Number.isFinite)).toBe(true);
  using problem = lotkaVolterra();
  const theta = Float32Array.from(problem.truth ?? []);
  const raw = Float32Array.from((await problem.simulator(theta, Rng.fromSeed(1))) as Float64Array);
  expect(await readSimulator(reading, problem)(theta, Rng.fromSeed(1))).toEqual(reading.of(raw));
});

test('all else is read as it is', () => {
  const x = matrix([[0, -1]], ['a', 'b']);
  expect(readTable(readingOf('gaussian'), x)).toEqual(x);
});

test.each(problems.map(({ name }) => [name]))(
  '%s has defaults of its own, which a preset overrides',
  (name) => {
    const { simulations, ...model } = defaultsOf(name, 'default');
    expect(simulations).toBeGreaterThanOrEqual(2000);
    expect(defaultsOf(name, 'auto')).toEqual({ simulations });
    expect(Object.keys(model).every((key) => ['flow', 'embedding', 'schedule'].includes(key))).toBe(true);
  },
);

test('a problem that is new has some, too', () => {
  expect(defaultsOf('a-new-one', 'default')).toEqual({ simulations: 5000 });
});

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
