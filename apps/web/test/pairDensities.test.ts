import { describe, expect, it } from 'vitest';
import { type BinnedPanels, binPanels, regionLevels, transfersOf } from '../src/pair/binned.ts';
import { readColumn } from '../src/pair/column.ts';
import { heightAt, lineDensity } from '../src/pair/lineDensity.ts';
import type { Range } from '../src/pair/pairSet.ts';
import { planeDensity } from '../src/pair/planeDensity.ts';
import { credibleThresholds, levelAt } from '../src/pair/regions.ts';
import { latticeOf, type Rings, ringsAbove } from '../src/pair/rings.ts';
import { cases, drawCase } from './pairPage/cases.ts';

const unbounded: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
const unit: Range = [0, 1];
const column = (values: ArrayLike<number>) =>
  readColumn({ data: Float32Array.from(values), rows: values.length, columns: 1 }, 0);
const total = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);

/** Quantiles of a distribution, as many as there are draws: as even as draws can be. */
const even = (count: number, quantile: (p: number) => number) =>
  Array.from({ length: count }, (_, i) => quantile((i + 0.5) / count));

/** Area inside rings: what is on their left is inside, so that holes count negative. */
function areaOf({ points, lengths }: Rings): number {
  let [area, start] = [0, 0];
  for (const length of lengths) {
    for (let i = 0; i < length; i++) {
      const [a, b] = [2 * (start + i), 2 * (start + ((i + 1) % length))];
      area +=
        (points[a] as number) * (points[b + 1] as number) - (points[b] as number) * (points[a + 1] as number);
    }
    start += length;
  }
  return area / 2;
}

/** Whether a point is inside rings, by the crossings to its right. */
function holds({ points, lengths }: Rings, x: number, y: number): boolean {
  let [isInside, start] = [false, 0];
  for (const length of lengths) {
    for (let i = 0; i < length; i++) {
      const [a, b] = [2 * (start + i), 2 * (start + ((i + 1) % length))];
      const [ax, ay, bx, by] = [points[a], points[a + 1], points[b], points[b + 1]] as [
        number,
        number,
        number,
        number,
      ];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
    }
    start += length;
  }
  return isInside;
}

/** A plane of cells over the unit square, from a function of the cells' middles. */
function planeOf(count: number, f: (x: number, y: number) => number) {
  const grid = { low: 0, high: 1, count, closedLow: true, closedHigh: true };
  const at = (i: number) => (i + 0.5) / count;
  const values = Float32Array.from({ length: count ** 2 }, (_, i) =>
    f(at(i % count), at(Math.floor(i / count))),
  );
  return { columns: count, rows: count, values, x: grid, y: grid };
}

describe('the density of one parameter', () => {
  it('is flat up to both walls where draws are uniform, and nothing lies past them', () => {
    const line = lineDensity(column(even(5000, (p) => p)), unit);
    expect([line.low, line.high]).toEqual([0, 1]);
    for (const height of line.heights) expect(Math.abs(height - 1)).toBeLessThan(0.01);
    expect([heightAt(line, -0.001), heightAt(line, 1.001)]).toEqual([0, 0]);
  });

  it('keeps a slope up to the wall', () => {
    const line = lineDensity(column(even(5000, Math.sqrt)), unit); // density 2x
    for (const x of [0, 0.1, 0.5, 0.9, 1]) expect(Math.abs(heightAt(line, x) - 2 * x)).toBeLessThan(0.05);
  });

  it('has all mass, the median and the central interval of the draws', () => {
    const draws = even(1001, (p) => p * p);
    const line = lineDensity(column(draws), [0, Number.POSITIVE_INFINITY]);
    expect(total(line.heights) * ((line.high - line.low) / line.heights.length)).toBeCloseTo(1, 2);
    expect(line.median).toBeCloseTo(draws[500] as number, 6);
    expect(line.interval[0]).toBeCloseTo(draws[50] as number, 6);
    expect(line.interval[1]).toBeCloseTo(draws[950] as number, 6);
  });

  it('of a constant, of one draw and of none is no curve', () => {
    for (const values of [Array(100).fill(3), [3], []]) {
      expect(lineDensity(column(values), unbounded).heights).toHaveLength(0);
    }
  });
});

describe('thresholds of credible regions', () => {
  it('are where the largest cells add up to the level', () => {
    const cells = Float32Array.of(0.1, 0.4, 0.2, 0.3);
    const [all, most, some] = credibleThresholds(cells, [1, 0.7, 0.5]);
    expect(all).toBeCloseTo(0.1, 6);
    expect(most).toBeCloseTo(0.3, 6);
    expect(some).toBeCloseTo(0.4 - 0.1 / 3, 6); // a third of the cell with 0.3
  });

  it('give back the level', () => {
    const { values } = planeOf(40, (x, y) => Math.exp(-20 * ((x - 0.5) ** 2 + (y - 0.4) ** 2)));
    const sum = total(values);
    const shares = values.map((value) => value / sum);
    const pair = 2 * Math.max(...shares); // left and right are alike
    for (const [i, threshold] of credibleThresholds(shares, regionLevels).entries())
      expect(Math.abs(levelAt(shares, threshold) - (regionLevels[i] as number))).toBeLessThan(pair);
  });

  it('are 0 where there is less mass than that', () => {
    expect(credibleThresholds(Float32Array.of(0.1, 0.2), [0.95, 0.2])).toEqual([0, expect.closeTo(0.2, 6)]);
    expect(credibleThresholds(new Float32Array(4), [0.95])).toEqual([0]);
  });
});

describe('outlines', () => {
  it('run along the walls of a uniform density', () => {
    const rings = ringsAbove(latticeOf(planeOf(8, () => 1)), 0.5);
    expect(rings.lengths).toHaveLength(1);
    expect(areaOf(rings)).toBeCloseTo(1, 6);
  });

  it('of a disc, and of a disc with a hole, hold their areas', () => {
    const lattice = latticeOf(planeOf(100, (x, y) => Math.max(0, 1 - Math.hypot(x - 0.5, y - 0.5))));
    const disc = ringsAbove(lattice, 0.7);
    expect(areaOf(disc) / (Math.PI * 0.3 ** 2)).toBeCloseTo(1, 2);
    const ridge = planeOf(100, (x, y) => Math.max(0, 1 - Math.abs(Math.hypot(x - 0.5, y - 0.5) - 0.3)));
    const annulus = ringsAbove(latticeOf(ridge), 0.9);
    expect(annulus.lengths).toHaveLength(2);
    expect(areaOf(annulus) / (Math.PI * (0.4 ** 2 - 0.2 ** 2))).toBeCloseTo(1, 2);
  });

  it('close over saddles', () => {
    for (const sign of [1, -1]) {
      const lattice = latticeOf(planeOf(31, (x, y) => 1 + sign * (x - 0.5) * (y - 0.5)));
      for (const threshold of [0.999, 1, 1.001]) {
        const rings = ringsAbove(lattice, threshold);
        expect(Math.abs(areaOf(rings) - 0.5)).toBeLessThan(0.03);
        expect(total(Float32Array.from(rings.lengths))).toBe(rings.points.length / 2);
      }
    }
  });
});

describe('the density of two parameters', () => {
  it('is exactly flat where draws are even, up to every wall', () => {
    const side = Array.from({ length: 128 }, (_, i) => (i + 0.5) / 128);
    const x = column(side.flatMap(() => side));
    const y = column(side.flatMap((value) => side.map(() => value)));
    const plane = planeDensity(x, y, [unit, unit], 64);
    for (const share of plane?.values ?? []) expect(Math.abs(share * 64 ** 2 - 1)).toBeLessThan(1e-4);
  });

  it('of a constant is none', () => {
    const draws = Float32Array.from({ length: 200 }, (_, i) => (i % 2 ? 1 : i));
    expect(binPanels({ data: draws, rows: 100, columns: 2 }).planes[0]?.regions).toEqual([]);
  });
});

/** The share of the draws inside each region of the only plane. */
function sharesInside({ planes }: BinnedPanels, data: Float32Array, rows: number): number[] {
  const regions = planes[0]?.regions ?? [];
  return regions.map((rings) => {
    let count = 0;
    for (let i = 0; i < rows; i++)
      if (holds(rings, data[2 * i + 1] as number, data[2 * i] as number)) count++;
    return count / rows;
  });
}

describe('regions of highest density', () => {
  const rows = 5000;

  it('hold their share of normal draws, and what smoothing adds', () => {
    const three = drawCase(cases['gaussian'] as (typeof cases)[string], rows);
    const data = Float32Array.from({ length: 2 * rows }, (_, i) => three[3 * (i >> 1) + (i % 2)] as number);
    const shares = sharesInside(binPanels({ data, rows, columns: 2 }), data, rows);
    // A kernel of a third of the draws' width makes the ellipse's square a ninth larger: 0.95 becomes 0.964.
    const error = 3 * Math.sqrt(0.25 / rows);
    for (const [i, level] of regionLevels.entries()) {
      expect(shares[i]).toBeGreaterThan(level - error);
      expect(shares[i]).toBeLessThan(1 - (1 - level) ** (10 / 9) + error);
    }
  });

  it('of two crescents are two crescents, not much thicker than the draws', () => {
    const moons = cases['twoMoons'] as (typeof cases)[string];
    const data = drawCase(moons, rows);
    const panels = binPanels({ data, rows, columns: 2 }, { support: moons.limits });
    const [outer] = panels.planes[0]?.regions ?? [];
    expect(outer?.lengths).toHaveLength(2);
    // Two half circles of radius 0.1, as thick as the 95 % of a normal distribution with sd 0.01.
    const exact = 2 * Math.PI * 0.1 * 2 * 1.96 * 0.01;
    expect(areaOf(outer as Rings) / exact).toBeGreaterThan(0.95);
    expect(areaOf(outer as Rings) / exact).toBeLessThan(1.6);
  });

  it('end at the walls', () => {
    const wall = cases['wall'] as (typeof cases)[string];
    const panels = binPanels({ data: drawCase(wall, rows), rows, columns: 2 }, { support: wall.limits });
    const outer = panels.planes[0]?.regions[0] as Rings;
    const xs = outer.points.filter((_, i) => i % 2 === 0); // offset, at most 5
    const ys = outer.points.filter((_, i) => i % 2 === 1); // rate, at least 0
    expect(Math.max(...xs)).toBe(5);
    expect(Math.min(...ys)).toBe(0);
  });
});

describe('panels of a set', () => {
  it('are of the rows that are kept, and of the parameters that are shown', () => {
    const data = Float32Array.from({ length: 3000 }, (_, i) => Math.sin(i * i));
    const kept = Uint32Array.from({ length: 400 }, (_, i) => 2 * i);
    const panels = binPanels({ data, rows: 1000, columns: 3 }, { kept, shown: [0, 2] });
    expect(panels.rows).toBe(400);
    expect(panels.lines).toHaveLength(3);
    expect(panels.planes.map(({ column: across, row }) => [across, row])).toEqual([[2, 0]]);
    const values = Array.from(kept, (row) => data[3 * row + 1] as number).sort((a, b) => a - b);
    expect(panels.lines[1]?.median).toBeCloseTo(((values[199] as number) + (values[200] as number)) / 2, 6);
  });

  it('go to another thread without a copy', () => {
    const panels = binPanels({
      data: drawCase(cases['five'] as (typeof cases)[string], 500),
      rows: 500,
      columns: 5,
    });
    const before = structuredClone(panels);
    const there = structuredClone(panels, { transfer: transfersOf(panels) });
    expect(there).toEqual(before);
    for (const { regions } of panels.planes) for (const { points } of regions) expect(points).toHaveLength(0);
    for (const { heights } of panels.lines) expect(heights).toHaveLength(0);
  });
});
