import { describe, expect, it } from 'vitest';
import { lossPlot, toSvg } from '../src/index.ts';

const history = Array.from({ length: 50 }, (_, i) => ({
  trainLoss: 10 * 0.8 ** i,
  validationLoss: 10 * 0.8 ** i + (i > 40 ? 1 : 0),
}));

describe('lossPlot', () => {
  it('marks the epoch of the least validation loss', () => {
    const { panels, description } = lossPlot(history);
    const marker = panels[0]?.marks.find((mark) => mark.type === 'marker');
    expect(marker).toMatchObject({ x: 41, y: history[40]?.validationLoss });
    expect(description).toContain('The least validation loss is 0.001 at epoch 41.');
  });

  it('shows the later epochs large, and says how many losses lie above', () => {
    const figure = lossPlot(history);
    const high = figure.panels[0]?.y.domain[1] as number;
    expect(high).toBeLessThan(6);
    const above = history.filter(({ validationLoss }) => validationLoss > high).length;
    expect(figure.description).toContain(`${above} of the validation losses lie above the frame.`);
    expect(lossPlot(history, { limits: [0, 20] }).panels[0]?.y.domain).toEqual([0, 20]);
  });

  it('keeps epochs as they are numbered, and labels whole ones only', () => {
    const figure = lossPlot([
      { epoch: 7, trainLoss: 1, validationLoss: 2 },
      { epoch: 9, trainLoss: 0.5, validationLoss: 1 },
    ]);
    expect(figure.description).toContain('at epoch 9.');
    expect(figure.panels[0]?.x.ticks.every(({ at }) => Number.isInteger(at))).toBe(true);
  });

  it('draws one epoch as a dot, and losses that are not finite as gaps', () => {
    expect(
      lossPlot([{ trainLoss: 1, validationLoss: 2 }]).panels[0]?.marks.some(({ type }) => type === 'dots'),
    ).toBe(true);
    const broken = lossPlot([
      ...history.slice(0, 3),
      { trainLoss: Number.NaN, validationLoss: Number.POSITIVE_INFINITY },
      ...history.slice(4),
    ]);
    expect(broken.description).toContain('2 losses are not finite and not drawn.');
    expect(toSvg(broken)).not.toContain('NaN');
    const diverged = lossPlot([{ trainLoss: Number.NaN, validationLoss: Number.NaN }]);
    expect(diverged.description).toContain('No validation loss is finite.');
    expect(toSvg(diverged)).not.toContain('NaN');
  });

  it('draws the loss to compare with, by its name', () => {
    const svg = toSvg(lossPlot(history, { reference: { value: 0.5, label: 'least possible' } }));
    expect(svg).toContain('least possible: 0.500');
    expect(toSvg(lossPlot(history, { reference: 0.5 }))).toContain('reference: 0.500');
  });

  it('compares the validation losses of several trainings, each with its best epoch', () => {
    const other = history.map(({ trainLoss, validationLoss }) => ({
      trainLoss,
      validationLoss: validationLoss + 1,
    }));
    const figure = lossPlot({ maf: history, nsf: other.slice(0, 20) }, { reference: 0.5 });
    const marks = figure.panels[0]?.marks ?? [];
    expect(marks.filter(({ type }) => type === 'line').map((mark) => 'tone' in mark && mark.tone)).toEqual([
      'draws-0',
      'draws-1',
    ]);
    expect(marks.filter(({ type }) => type === 'marker')).toMatchObject([
      { x: 41, shape: 0 },
      { x: 20, shape: 1 },
    ]);
    expect(figure.panels[0]?.x.domain[1]).toBeGreaterThan(50);
    expect(figure.description).toContain('Validation loss of nsf, 20 epochs.');
    expect(() => lossPlot({ a: history, b: [] })).toThrow(
      'history.b must hold at least one epoch; received none (lossPlot).',
    );
    expect(lossPlot([history, other])).toEqual(lossPlot({ 'training 1': history, 'training 2': other }));
  });
});
