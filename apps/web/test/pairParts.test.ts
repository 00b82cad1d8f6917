import { describe, expect, it } from 'vitest';
import { axisOf, within } from '../src/pair/axis.ts';
import { brushBetween, moved, rowsWithin, widened, withBrush } from '../src/pair/brushes.ts';
import { readColumn } from '../src/pair/column.ts';
import { nextFrame } from '../src/pair/frame.ts';
import { enlargedLayout, pairLayout } from '../src/pair/layout.ts';
import { lineDensity } from '../src/pair/lineDensity.ts';
import { numbersOf, summaryOf } from '../src/pair/words.ts';

const labels = (low: number, high: number, length: number) =>
  axisOf([low, high], length, false).ticks.map(({ label }) => label);

describe('numbers on an axis', () => {
  it('are a few round ones, fewer where room is short', () => {
    expect(labels(-2.1, 2.2, 120)).toEqual(['−2', '0', '2']);
    expect(labels(0, 0.31, 120)).toEqual(['0', '0.1', '0.2', '0.3']);
    expect(labels(0, 0.31, 60)).toEqual(['0', '0.2']);
    expect(labels(0, 1, 300)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  });

  it('share a power of ten where they are very large or small', () => {
    expect(axisOf([0, 4e-7], 120, false)).toMatchObject({ exponent: -7 });
    expect(labels(0, 4e-7, 120)).toEqual(['0', '2', '4']);
    expect(axisOf([1e6, 3e6], 120, false)).toMatchObject({ exponent: 6 });
  });

  it('have the digits that their spread allows', () => {
    expect(within(0.31241, 0.05)).toBe('0.312');
    expect(within(-0.00001, 0.096)).toBe('0.00');
    expect(within(1234.5, 80)).toBe('1235');
    expect(within(3.21e-9, 1e-10)).toBe('3.21 · 10⁻⁹');
    expect(within(2, 0)).toBe('2.000');
  });

  it('make a summary', () => {
    const values = Float32Array.from({ length: 1001 }, (_, i) => i / 1000);
    const line = lineDensity(readColumn({ data: values, rows: 1001, columns: 1 }, 0), [0, 1]);
    expect(numbersOf(line)).toEqual({ median: '0.50', interval: '0.05 … 0.95' });
    expect(summaryOf('theta_1', line)).toBe('θ₁: median 0.50, 90 % 0.05 … 0.95');
  });
});

describe('a brush', () => {
  it('keeps the rows inside all ranges, ends included', () => {
    const data = Float32Array.of(0, 5, 1, 6, 2, 7, 3, 8);
    const draws = { data, rows: 4, columns: 2 };
    expect([...rowsWithin(draws, [{ column: 0, low: 1, high: 2 }])]).toEqual([1, 2]);
    const both = [
      { column: 0, low: 1, high: 3 },
      { column: 1, low: 7, high: 9 },
    ];
    expect([...rowsWithin(draws, both)]).toEqual([2, 3]);
    expect([...rowsWithin(draws, [])]).toEqual([0, 1, 2, 3]);
    expect([...rowsWithin(draws, [{ column: 0, low: 4, high: 5 }])]).toEqual([]);
  });

  it('is cut at the frame, moves inside it, and widens up to it', () => {
    const frame = [0, 10] as const;
    expect(brushBetween(1, 12, 4, frame)).toEqual({ column: 1, low: 4, high: 10 });
    expect(moved({ column: 1, low: 4, high: 8 }, 5, frame)).toEqual({ column: 1, low: 6, high: 10 });
    expect(moved({ column: 1, low: 4, high: 8 }, -9, frame)).toEqual({ column: 1, low: 0, high: 4 });
    expect(widened({ column: 1, low: 4, high: 8 }, 1, frame)).toEqual({ column: 1, low: 3, high: 9 });
    expect(widened({ column: 1, low: 4, high: 8 }, -9, frame)).toEqual({ column: 1, low: 5.95, high: 6.05 });
    expect(widened({ column: 1, low: 4, high: 9 }, 3, frame)).toEqual({ column: 1, low: 1, high: 10 });
  });

  it('takes the place of an older one of its parameter', () => {
    const old = [
      { column: 0, low: 1, high: 2 },
      { column: 2, low: 1, high: 2 },
    ];
    const next = { column: 0, low: 3, high: 4 };
    expect(withBrush(old, next)).toEqual([next, old[1]]);
    expect(withBrush(old, { ...next, column: 1 }).map(({ column }) => column)).toEqual([0, 1, 2]);
  });
});

describe('the frame', () => {
  const line = (low: number, high: number) => ({
    ...lineDensity(readColumn({ data: Float32Array.of(0, 1), rows: 2, columns: 1 }, 0), [0, 1]),
    range: [low, high] as const,
  });
  const limits = [-10, 10] as const;

  it('goes round draws and points, and not past the prior', () => {
    const frame = nextFrame(undefined, [line(0, 1)], [2], limits);
    expect(frame[0]).toBeLessThan(0);
    expect(frame[1]).toBeGreaterThan(2);
    expect(nextFrame(undefined, [line(-9.9, 9.9)], [], limits)).toEqual([-10, 10]);
  });

  it('stays while draws move inside it, and follows when they leave or shrink', () => {
    const frame = nextFrame(undefined, [line(0, 2)], [], limits);
    expect(nextFrame(frame, [line(0.1, 1.9)], [], limits)).toBe(frame);
    expect(nextFrame(frame, [line(1, 3)], [], limits)).not.toEqual(frame);
    expect(nextFrame(frame, [line(0.9, 1.1)], [], limits)[1]).toBeLessThan(frame[1]);
  });

  it('is the prior without draws', () => {
    expect(nextFrame(undefined, [], [], limits)).toEqual([-10, 10]);
    expect(nextFrame(undefined, [], [], [0, Number.POSITIVE_INFINITY])).toEqual([-1, 1]);
  });
});

describe('the layout', () => {
  it('has the diagonal and what is above it, inside the width, words below it where there is room', () => {
    for (const width of [328, 720, 1200]) {
      for (const count of [1, 2, 3, 5, 8]) {
        const shown = Array.from({ length: count }, (_, i) => i);
        const { panels, height, notes } = pairLayout(shown, {
          width,
          tallest: 1200,
          notesWidth: 260,
          notesHeight: 160,
        });
        expect(panels).toHaveLength((count * (count + 1)) / 2);
        for (const { left, top, width: wide, height: high, column, row } of panels) {
          expect(column).toBeGreaterThanOrEqual(row);
          expect(left + wide).toBeLessThanOrEqual(width);
          expect(top + high).toBeLessThanOrEqual(height);
          const isApart = notes === undefined || left >= notes.width || top + high <= notes.top;
          expect(isApart).toBe(true);
        }
        expect(notes !== undefined).toBe(width > 600 && count > 1);
      }
    }
  });

  it('is no higher than the window allows, and then a little wider than high', () => {
    const room = { width: 900, tallest: 600, notesWidth: 0, notesHeight: 0 };
    const { panels, height } = pairLayout([0, 1, 2], room);
    expect(height).toBeLessThanOrEqual(600);
    expect(height).toBeGreaterThan(590);
    const [{ width, height: high } = { width: 0, height: 0 }] = panels;
    expect(width / high).toBeCloseTo(1.25, 1);
  });

  it('of one panel alone is as large as the room', () => {
    const { panels } = enlargedLayout(2, 0, { width: 700, tallest: 600, notesWidth: 0, notesHeight: 0 });
    expect(panels).toHaveLength(1);
    expect(panels[0]?.height).toBe(558);
    expect(panels[0]).toMatchObject({ column: 2, row: 0, hasAcross: true, hasUp: true });
  });
});
