import { type Matrix, matrixOf, Rng, rowOf, selectRows } from '@sbi/core';
import { buildFlow, type ConditionalFlow } from '@sbi/flows';
import { describe, expect, it } from 'vitest';
import { distanceOf, type Ellipsoid, ellipsoidOf } from '../src/ellipsoid.ts';
import { npe } from '../src/index.ts';
import { fitNovelty, noveltyWarning } from '../src/novelty.ts';
import type { Side } from '../src/train/split.ts';
import { start } from './backends.ts';
import { quick, SMALL, smallSimulations } from './small.ts';

await start('cpu');

type Draw = (rng: Rng, dim: number) => number[];

const kinds: Record<string, Draw> = {
  tutorial: (rng, dim) => Array.from({ length: dim }, () => 4 * rng.uniform() - 1 + 0.1 * rng.normal()),
  'heavy tails': (rng, dim) => Array.from({ length: dim }, () => rng.normal() / rng.normal()),
  counts: (rng, dim) => Array.from({ length: dim }, () => Math.floor(5 * rng.exponential())),
  // a line of random height and slope with a little noise
  series: (rng, dim) => {
    const [height, slope] = [rng.normal(), rng.normal()];
    return Array.from({ length: dim }, (_, j) => height + (slope * j) / dim + 0.1 * rng.normal());
  },
  // a bent line with noise, and two heaps of points
  bent: (rng, dim) => {
    const t = 6 * rng.uniform() - 3;
    return Array.from({ length: dim }, (_, j) => Math.sin(t + j) + 0.1 * rng.normal());
  },
  heaps: (rng, dim) => {
    const side = rng.uniform() < 0.2 ? 5 : -5;
    return Array.from({ length: dim }, () => side + rng.normal());
  },
};

function rowsOf(draw: Draw, count: number, dim: number, rng: Rng): Matrix {
  return matrixOf(Float32Array.from(Array.from({ length: count }, () => draw(rng, dim)).flat()), dim);
}

/** A warner for one kind of x, from 2,000 simulations. */
function warner(draw: Draw, dim: number, seed: number, columns?: (table: Matrix) => Matrix) {
  const rng = Rng.fromSeed(seed);
  const change = columns ?? ((table: Matrix) => table);
  const [train, held] = [1800, 200].map((count) => change(rowsOf(draw, count, dim, rng))) as [Matrix, Matrix];
  const theta = matrixOf(
    Float32Array.from({ length: 1800 }, () => rng.normal()),
    1,
  );
  const flow = buildFlow(SMALL, { theta, x: train }, { seed: 1 });
  const novelty = fitNovelty(flow, everyRow(train), everyRow(held), rng.fork('novelty'));
  flow.dispose();
  return { novelty, warn: (x: readonly number[]) => warn(novelty, flow, x), held, rng };
}

function everyRow(x: Matrix): Side {
  const rows = Int32Array.from({ length: x.rows }, (_, row) => row);
  return { simulations: { theta: x, x }, weights: undefined, rows };
}

function warn(novelty: ReturnType<typeof fitNovelty>, flow: ConditionalFlow, x: readonly number[]) {
  return noveltyWarning(novelty, flow, Float32Array.from(x));
}

describe.each(Object.entries(kinds))('x of the kind %s', (_, draw) => {
  it.each([1, 3, 10])('raises a false alarm for fewer than one in 300 fresh x of %d entries', (dim) => {
    let alarms = 0;
    for (const seed of [1, 2, 3]) {
      const { warn, rng } = warner(draw, dim, seed);
      for (let i = 0; i < 1000; i++) alarms += Number(warn(draw(rng, dim)) !== undefined);
    }
    // without margins about one in 500 would be: one in 1,000 to 2,000 for each of two distances, and the entries
    expect(alarms / 3000).toBeLessThan(1 / 300);
  });
});

describe('an x unlike every simulation', () => {
  const { warn } = warner(kinds['tutorial'] as Draw, 3, 1);

  it.each([
    [
      [9, 1, 1],
      /^x is unlike every simulation: its entry at index 0 is 9, and theirs range from -1\.\d+ to 3\.\d+\. The/,
    ],
    [[1, -40, 1], /its entry at index 1 is -40, and theirs range/],
    [[1, 1, 1e30], /its entry at index 2 is 1e\+30, and/],
  ])('by one entry: %j', (x, message) => {
    expect(warn(x)).toMatch(message);
    expect(warn(x)).toMatch(/The posterior is an extrapolation; check x, or simulate from a wider prior\.$/);
  });

  it('by one of ten entries', () => {
    const ten = warner(kinds['tutorial'] as Draw, 10, 2);
    expect(ten.warn([10, ...new Array<number>(9).fill(1)])).toContain('its entry at index 0 is 10');
  });

  it('though every entry is as usual: off the line on which all of them lie', () => {
    const { warn: onLine } = warner(kinds['tutorial'] as Draw, 2, 3, (table) => ({
      ...table,
      data: table.data.map((_, i) => table.data[i - (i % 2)] as number),
    }));
    expect(onLine([1, 1])).toBeUndefined();
    expect(onLine([0, 2])).toMatch(
      /: it lies \d+ times as far from the nearest one as any simulation from another\. The/,
    );
  });

  it.each([
    ['wavy', (j: number) => 0.5 * (-1) ** j],
    ['bent', (j: number) => 4 * (j / 20 - 0.5) ** 2],
  ])('by going together in another way: a series that is %s where all are straight', (_, off) => {
    const { warn: straight, rng } = warner(kinds['series'] as Draw, 20, 3);
    let [caught, words] = [0, ''];
    for (let i = 0; i < 200; i++) {
      const warning = straight((kinds['series'] as Draw)(rng, 20).map((value, j) => value + off(j)));
      caught += Number(warning !== undefined);
      words = warning ?? words;
    }
    // every entry is within their range, and the nearest is not far in units of that range
    expect(caught).toBeGreaterThanOrEqual(190);
    expect(words).toMatch(
      /: its numbers do not go together as theirs do, by their covariance \d\.\d times as far from the middle as any\. The/,
    );
  });

  it('where a column is constant', () => {
    const { warn: flat } = warner(kinds['tutorial'] as Draw, 2, 4, (table) => ({
      ...table,
      data: table.data.map((value, i) => (i % 2 === 0 ? 5 : value)),
    }));
    expect(flat([5, 1])).toBeUndefined();
    expect(flat([5.1, 1])).toContain('its entry at index 0 is 5.1, and theirs range from 5 to 5');
  });
});

describe('on a posterior', () => {
  it('the warning names the entry, and survives nothing but that x', async () => {
    const { theta, x } = smallSimulations(200, 1);
    const named = { theta, x: { ...x, names: ['height', 'width'] } };
    const amortized = await npe(named, { ...quick, maxEpochs: 1 });
    expect(amortized.given(rowOf(x, 3)).warnings).toEqual([]);
    expect(amortized.given([1, -50]).warnings).toEqual([
      expect.stringContaining('its entry width is -50, and'),
    ]);
    expect((await amortized.given([1, -50]).sample(3, { seed: 1 })).rows).toBe(3);
    amortized.dispose();
  });

  it('holds a thousand references at most, fewer of a long x', () => {
    expect(warner(kinds['tutorial'] as Draw, 1, 1).novelty.references.rows).toBe(1000);
    expect(warner(kinds['tutorial'] as Draw, 400, 1).novelty.references.rows).toBe(500);
  });
});

describe('an ellipsoid', () => {
  it('measures each row against the others alone, as if it had been left out', () => {
    const rng = Rng.fromSeed(1);
    const table = rowsOf((stream) => [stream.normal(), 3 * stream.normal() + 1], 40, 2, rng);
    const found = ellipsoidOf(table);
    let largest = 0;
    for (let i = 0; i < 40; i++) {
      const kept = Array.from({ length: 40 }, (_, k) => k).filter((k) => k !== i);
      const others = ellipsoidOf(selectRows(table, kept)) as Ellipsoid;
      largest = Math.max(largest, distanceOf(others, rowOf(table, i)));
    }
    // but for the ridge, which the formula takes to be the same for all
    expect(Math.abs((found?.radius as number) / largest - 1)).toBeLessThan(1e-3);
  });

  it('is not there where rows are too few', () => {
    expect(ellipsoidOf(rowsOf(kinds['tutorial'] as Draw, 49, 10, Rng.fromSeed(1)))).toBeUndefined();
    expect(ellipsoidOf(rowsOf(kinds['tutorial'] as Draw, 50, 10, Rng.fromSeed(1)))).toBeDefined();
  });
});
