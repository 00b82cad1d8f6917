import { describe, expect, it } from 'vitest';
import { lossPlot, marginalPlot, pairPlot, predictivePlot, rankPlot, toTerminal } from '../src/index.ts';
import { gaussian } from './draws.ts';

const samples = gaussian(2000, [-0.2, -0.4, -0.6], 0.1, 1);
const options = { limits: [-2, 2] as const, points: [-0.2, 1, -0.6] };

describe('a pair plot in a terminal', () => {
  const lines = toTerminal(pairPlot(samples, options)).split('\n');

  it('marks the truth where it is: ┃ on the diagonal, ◆ off it', () => {
    const column = lines[1]?.indexOf('┃') ?? -1;
    const width = lines.find((line) => /^[─┬]+/.test(line))?.match(/^[─┬]+/)?.[0].length ?? 0;
    expect(column).toBe(Math.floor(((-0.2 + 2) / 4) * width));
    const row = lines.findIndex((line) => line.includes('◆'));
    const height = lines.findIndex((line) => /^[─┬]+/.test(line)) - 1;
    expect(row - 1).toBe(Math.floor((1 - (-0.2 + 2) / 4) * height));
    expect(lines[row]?.match(/◆/g)?.length).toBe(2);
  });

  it('has the numbers of the axes, names with subscripts, and the table', () => {
    const text = lines.join('\n');
    for (const part of ['−2', '├0', 'θ₁', 'θ₂', 'θ₃', '2,000 draws', 'mean ± sd', '−0.40 ± 0.10'])
      expect(text).toContain(part);
  });

  it('leaves no spaces at the ends of lines and one newline at the end', () => {
    expect(lines.every((line) => line === line.trimEnd())).toBe(true);
    expect(lines.at(-1)).toBe('');
    expect(lines.at(-2)).not.toBe('');
  });

  it('is wider on a wider page', () => {
    const wide = toTerminal(pairPlot(samples, options), { columns: 120 }).split('\n');
    expect(Math.max(...wide.map((line) => line.length))).toBeGreaterThan(
      Math.max(...lines.map((line) => line.length)) + 30,
    );
  });

  it('is coloured on request only, and ends every colour it begins', () => {
    const coloured = toTerminal(pairPlot(samples, options), { color: true });
    expect(lines.join('\n')).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[38;5;202m┃');
    for (const line of coloured.split('\n')) {
      const codes = line.split('\u001b').slice(1);
      expect(codes.at(-1)?.startsWith('[0m') ?? true).toBe(true);
    }
  });

  it('tells two sample sets apart by their lines', () => {
    const text = toTerminal(pairPlot([samples, gaussian(500, [0, 0, 0], 0.3, 2)], { legend: ['a', 'b'] }));
    expect(text).toContain('── a  ╌╌ b');
  });

  it('shades counts in blocks', () => {
    expect(toTerminal(pairPlot(samples, { upper: 'histogram' }))).toMatch(/░+▒+▓*█/);
  });
});

describe('other figures in a terminal', () => {
  it('marginals have their numbers above them', () => {
    const lines = toTerminal(marginalPlot(samples)).split('\n');
    expect(lines[1]).toMatch(/−0.20 ± 0.10 +−0.40 ± 0.10 +−0.60 ± 0.10/);
  });

  it('a loss has its curve, its axes, its best epoch', () => {
    const history = Array.from({ length: 30 }, (_, i) => ({
      trainLoss: Math.exp(-i / 5),
      validationLoss: Math.exp(-i / 6) + 0.001 * i,
    }));
    const text = toTerminal(lossPlot(history));
    for (const part of ['loss', 'epoch', '── validation', '◆ best: 0.037, epoch 30', '┤'])
      expect(text).toContain(part);
    expect(text).toMatch(/[\u2801-\u28ff]/);
  });

  it('on a narrow page have their legend broken and their labels cut, nothing lost at the edge', () => {
    const ranks = Array.from({ length: 100 }, (_, i) => [i % 20, (3 * i) % 20, (7 * i) % 20, (9 * i) % 20]);
    const set = { ranks, draws: 19 };
    const text = toTerminal(rankPlot({ 'first flow': set, 'second flow': set }), { columns: 40 });
    expect(text).toContain('── first flow  ╌╌ second flow\n');
    expect(text).toContain('95\u00a0% simultaneous band, 100 runs'.replace('\u00a0', ' '));
    expect(text).toContain('rank…  rank…  rank…  rank…');
  });

  it('ribbons are denser towards the middle, and data are written as signs', () => {
    const draws = Array.from({ length: 99 }, (_, i) => [i, i, i, i]);
    const lines = toTerminal(predictivePlot(draws, [50, 10, 90, 50])).split('\n');
    expect(lines.join('').match(/●/g)?.length).toBe(5); // four values, and the legend
    const at = (sign: string): number => lines.findIndex((line) => line.includes(sign));
    expect(at('⠅')).toBeLessThan(at('⢕'));
    expect(at('⢕')).toBeLessThan(at('⣿'));
  });
});
