import '@tensorflow/tfjs-backend-cpu';
import { existsSync, readFileSync } from 'node:fs';
import { column, type Matrix } from '@sbi/core';
import { influenza, lynxHare, supernovae } from '@sbi/simulate';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../../../shared/data/real/', import.meta.url);
const rowsOf = (file: string) =>
  readFileSync(new URL(file, FOLDER), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

function meanAndSd(draws: Matrix, name: string): [number, number] {
  const values = column(draws, name);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
}

describe('real problems', () => {
  it('lynx-hare has the posterior of the Stan case study', { timeout: 120_000 }, async () => {
    using problem = lynxHare();
    const draws = await problem.reference(problem.observed, 4000, { seed: 1 });
    const known = {
      alpha: [0.546, 0.063],
      beta: [0.0277, 0.0042],
      gamma: [0.801, 0.09],
      delta: [0.0241, 0.0036],
    };
    for (const [name, [mean, sd]] of Object.entries(known) as [string, [number, number]][]) {
      const [ours, spread] = meanAndSd(draws, name);
      // our 4,000 draws, and Stan's, worth about 1,000: four standard errors, and the last digit
      const error = Math.sqrt(1 / 4000 + 1 / 1000);
      expect(Math.abs(ours - mean) / sd).toBeLessThan(4 * error);
      expect(Math.abs(spread / sd - 1)).toBeLessThan((4 * error) / Math.SQRT2 + 0.05 / 3.6);
    }
  });

  it('influenza has the posterior of its case study', async () => {
    using problem = influenza();
    const draws = await problem.reference(problem.observed, 4000, { seed: 1 });
    // printed with two digits: β 1.73 ± 0.05, γ 0.54 ± 0.05
    for (const [name, mean] of [
      ['beta', 1.73],
      ['gamma', 0.54],
    ] as const) {
      const [ours, sd] = meanAndSd(draws, name);
      expect(Math.abs(ours - mean)).toBeLessThan(0.005 + (4 * sd) / Math.sqrt(1000));
      expect(Math.abs(sd - 0.05)).toBeLessThan(0.01);
    }
  });

  it('supernovae have the posterior of a grid', async () => {
    using problem = supernovae();
    const draws = await problem.reference(problem.observed, 4000, { seed: 1 });
    const theta = { rows: 200 * 200, columns: 2, data: new Float32Array(2 * 200 * 200) };
    for (let i = 0; i < theta.rows; i++) {
      theta.data[2 * i] = 0.2 + (0.2 * (Math.floor(i / 200) + 0.5)) / 200;
      theta.data[2 * i + 1] = 23.75 + (0.1 * ((i % 200) + 0.5)) / 200;
    }
    const log = problem.logPosterior(theta, problem.observed);
    const top = log.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const weights = log.map((value) => Math.exp(value - top));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [j, name] of ['Omega_m', 'offset'].entries()) {
      const moment = (f: (value: number) => number) =>
        weights.reduce((sum, weight, i) => sum + weight * f(theta.data[2 * i + j] as number), 0) / total;
      const mean = moment((value) => value);
      const sd = Math.sqrt(moment((value) => (value - mean) ** 2));
      const [ours, spread] = meanAndSd(draws, name);
      expect(Math.abs(ours - mean)).toBeLessThan((4.5 * sd) / Math.sqrt(4000));
      expect(Math.abs(spread / sd - 1)).toBeLessThan(4.5 / Math.sqrt(2 * 4000));
    }
  });
});

// Where the files are at hand: every number was typed in right.
describe.runIf(existsSync(FOLDER))('observations are those of ../shared/data/real', () => {
  it('lynx-hare', () => {
    using problem = lynxHare();
    const rows = rowsOf('hudson-bay-lynx-hare.csv');
    expect(problem.observed).toEqual(rows.flatMap(([, lynx, hare]) => [hare, lynx]));
  });

  it('influenza', () => {
    using problem = influenza();
    expect(problem.observed).toEqual(rowsOf('influenza-england-1978-school.csv').map(([, inBed]) => inBed));
  });

  it('supernovae', () => {
    using problem = supernovae();
    expect(problem.observed).toEqual(
      rowsOf('pantheon-binned-supernovae.csv').map(([, magnitude]) => magnitude),
    );
  });
});

it('influenza: an epidemic that has not come to its peak has a posterior too', async () => {
  using problem = influenza();
  // next to all weight of a population is on one of its draws here
  const rising = [2, 2, 5, 7, 4, 7, 12, 13, 24, 25, 39, 49, 59, 69];
  const draws = await problem.reference(rising, 10, { seed: 80 });
  expect(draws.rows).toBe(10);
});
