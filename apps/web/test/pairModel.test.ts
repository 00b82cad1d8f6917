import { describe, expect, it } from 'vitest';
import { binPanels } from '../src/pair/binned.ts';
import { Frames } from '../src/pair/frames.ts';
import { PairModel } from '../src/pair/pairModel.ts';

const names = ['a', 'b', 'c'];
const rows = 300;
const data = Float32Array.from({ length: 3 * rows }, (_, i) => Math.sin(i * i));

function modelOf(shown: readonly number[]): PairModel {
  const model = new PairModel();
  const binned = binPanels({ data, rows, columns: 3 }, { shown: [0, 1] });
  Object.assign(model, { names, shown, limits: names.map(() => [-2, 2]), support: names.map(() => [-2, 2]) });
  model.sets = [{ label: 'posterior', names, data, rows, binned }];
  return model;
}

describe('panels', () => {
  it('that came with the draws are taken while they are all that is shown', () => {
    const model = modelOf([0, 1]);
    expect(model.binned()[0]?.all).toBe(model.sets[0]?.binned);
    model.shown = [0, 2];
    const [set] = model.binned();
    expect(set?.all.planes.map(({ column, row }) => [column, row])).toEqual([[2, 0]]);
    expect(model.binned()[0]).toBe(set);
  });

  it('inside a brush are of the rows there, and end at its edges', () => {
    const model = modelOf([0, 1]);
    model.brushes = [{ column: 0, low: -0.5, high: 0.25 }];
    const [set] = model.binned();
    const inside = Array.from({ length: rows }, (_, i) => data[3 * i] as number).filter(
      (v) => v >= -0.5 && v <= 0.25,
    );
    expect(set?.kept).toHaveLength(inside.length);
    expect(set?.part?.rows).toBe(inside.length);
    expect(set?.part?.lines[0]?.low).toBe(-0.5);
    expect(set?.part?.lines[0]?.high).toBe(0.25);
    model.brushes = [{ column: 0, low: 5, high: 6 }];
    expect(model.binned()[0]?.kept).toHaveLength(0);
    expect(model.binned()[0]?.part).toBeUndefined();
  });

  it('of all draws stay while a brush moves', () => {
    const model = modelOf([0, 2]);
    const all = model.binned()[0]?.all;
    model.brushes = [{ column: 0, low: -0.5, high: 0.25 }];
    expect(model.binned()[0]?.all).toBe(all);
    model.enlarged = { column: 2, row: 0 };
    expect(model.binned()[0]?.all).not.toBe(all);
    expect(model.binned()[0]?.all.planes.map(({ column, row }) => [column, row])).toEqual([[2, 0]]);
  });

  it('of a prior are not brushed', () => {
    const model = modelOf([0, 1]);
    model.sets = [{ label: 'prior', names, data, rows, isPrior: true }];
    model.brushes = [{ column: 0, low: 5, high: 6 }];
    expect(model.binned()[0]?.kept).toBeUndefined();
  });
});

describe('axes', () => {
  it('glide to where they should be, and arrive', () => {
    const frames = new Frames();
    expect(frames.move([[0, 1]], 0, false)).toBe(false);
    expect(frames.shown(0)).toEqual([0, 1]);
    const seen: number[] = [];
    for (let now = 16; frames.move([[1, 3]], now, false); now += 16)
      seen.push(frames.shown(0)?.[1] as number);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.length).toBeLessThan(20); // in a third of a second
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(frames.shown(0)).toEqual([1, 3]);
  });

  it('are there at once where motion is not wanted', () => {
    const frames = new Frames();
    frames.move([[0, 1]], 0, true);
    expect(frames.move([[1, 3]], 16, true)).toBe(false);
    expect(frames.shown(0)).toEqual([1, 3]);
  });

  it('of a model show draws, or the whole prior', () => {
    const model = modelOf([0, 1]);
    model.moveFrames(0, true);
    expect(model.frame(0)[0]).toBeGreaterThan(-2);
    model.isWhole = true;
    model.moveFrames(16, true);
    expect(model.frame(0)).toEqual([-2, 2]);
  });
});
