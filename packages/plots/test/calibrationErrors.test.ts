import { describe, expect, it } from 'vitest';
import { coveragePlot, type Figure, PlotError, rankPlot, tarpPlot } from '../src/index.ts';
import { caught } from './caught.ts';

// What users of plain JavaScript may pass, whatever the types say.
const ranks = rankPlot as (sbc: unknown, options?: unknown) => Figure;
const coverages = coveragePlot as (coverage: unknown, options?: unknown) => Figure;
const tarps = tarpPlot as (tarp: unknown, options?: unknown) => Figure;

const sbc = {
  ranks: [
    [0, 3],
    [1, 2],
    [2, 2],
  ],
  draws: 3,
};
const coverage = { levels: [0.5, 0.9], pairs: 10, joint: { covered: [4, 9] } };
const tarp = { alpha: [0, 0.5, 1], ecp: [0, 0.4, 1], pairs: 20 };

const cases: readonly (readonly [name: string, run: () => unknown, message: string])[] = [
  ['no ranks', () => ranks(undefined), 'sbc must be { ranks, draws }; received undefined (rankPlot).'],
  ['an empty list', () => ranks([]), 'sbc must hold at least one set; received none (rankPlot).'],
  ['a bare table', () => ranks([[1, 2]]), 'sbc must be { ranks, draws }; received [1, 2] (rankPlot).'],
  [
    'ranks without draws',
    () => ranks({ ranks: [1, 2] }),
    'sbc.draws must be a whole number above 0; received undefined (rankPlot).',
  ],
  [
    'no rows',
    () => ranks({ ranks: [], draws: 9 }),
    'sbc.ranks must hold at least one draw; received none (rankPlot).',
  ],
  [
    'a rank too large',
    () => ranks({ ranks: [1, 10], draws: 9 }),
    'sbc.ranks must hold whole numbers, 0 to 9; received 10 in row 1 (rankPlot).',
  ],
  [
    'half a rank',
    () => ranks({ ranks: [0.5], draws: 9 }),
    'sbc.ranks must hold whole numbers, 0 to 9; received 0.5 in row 0 (rankPlot).',
  ],
  [
    'a NaN rank',
    () => ranks({ ranks: [Number.NaN], draws: 9 }),
    'sbc.ranks must hold whole numbers, 0 to 9; received NaN in row 0 (rankPlot).',
  ],
  [
    'ranks of other columns',
    () => ranks({ a: sbc, b: { ranks: [1], draws: 3 } }),
    'sbc.b.ranks must have the columns of sbc.a.ranks, 2; received 1 (rankPlot).',
  ],
  [
    'an unknown kind',
    () => ranks(sbc, { kind: 'cdf' }),
    'kind must be one of ecdf, histogram; received "cdf" (rankPlot).',
  ],
  [
    'a level in per cent',
    () => ranks(sbc, { level: 95 }),
    'level must lie between 0 and 1; received 95 (rankPlot).',
  ],
  [
    'no columns',
    () => ranks(sbc, { columns: 0 }),
    'columns must be a whole number, 1 to 16; received 0 (rankPlot).',
  ],
  [
    'more bins than ranks',
    () => ranks(sbc, { kind: 'histogram', bins: 5 }),
    'bins must be a whole number, 1 to 4; received 5 (rankPlot).',
  ],
  [
    'too few labels',
    () => ranks(sbc, { labels: ['a'] }),
    'labels must have one name a column, 2; received 1 (rankPlot).',
  ],
  [
    'a legend too long',
    () => ranks(sbc, { legend: ['a', 'b'] }),
    'legend must name each posterior, 1 in all; received 2 (rankPlot).',
  ],
  [
    'a figure too narrow',
    () => ranks({ ranks: [Array(16).fill(1)], draws: 3 }, { columns: 16, width: 200 }),
    'width and height must give each panel 16 pixels; received 200 × 193 (rankPlot).',
  ],
  [
    'no coverage',
    () => coverages(3),
    'coverage must be { levels, pairs, joint or parameters }; received 3 (coveragePlot).',
  ],
  [
    'levels upside down',
    () => coverages({ ...coverage, levels: [0.9, 0.5] }),
    'coverage.levels must rise from level to level; received [0.9, 0.5] (coveragePlot).',
  ],
  [
    'levels in per cent',
    () => coverages({ ...coverage, levels: [50, 90] }),
    'coverage.levels must lie between 0 and 1; received 50 (coveragePlot).',
  ],
  [
    'no pairs',
    () => coverages({ ...coverage, pairs: 0 }),
    'coverage.pairs must be a whole number above 0; received 0 (coveragePlot).',
  ],
  [
    'a count too few',
    () => coverages({ ...coverage, joint: { covered: [4] } }),
    'coverage.joint.covered must have one number a level, 2; received 1 (coveragePlot).',
  ],
  [
    'more inside than there are',
    () => coverages({ ...coverage, joint: { covered: [4, 11] } }),
    'coverage.joint.covered must lie between 0 and 10; received 11 (coveragePlot).',
  ],
  [
    'nothing to draw',
    () => coverages({ levels: [0.5], pairs: 10 }),
    'coverage must have joint or parameters; received neither (coveragePlot).',
  ],
  [
    'NaN counts of a parameter',
    () => coverages([{ levels: [0.5], pairs: 10, parameters: [{ name: 'a', covered: [Number.NaN] }] }]),
    'coverage.parameters[0].covered must lie between 0 and 10; received NaN (coveragePlot).',
  ],
  [
    'an unknown parameter',
    () => coverages({ ...coverage, parameters: [{ name: 'a', covered: [1, 2] }] }, { subset: ['b'] }),
    'subset must hold columns 0 to 0 or one of ["a"]; received "b" (coveragePlot).',
  ],
  [
    'an unknown band',
    () => coverages(coverage, { band: 'wide' }),
    'band must be one of simultaneous, pointwise; received "wide" (coveragePlot).',
  ],
  ['no tarp', () => tarps({}), 'tarp must be { alpha, ecp }; received an object (tarpPlot).'],
  [
    'a tarp of coverage',
    () => tarps(coverage),
    'tarp must be { alpha, ecp }; received an object (tarpPlot).',
  ],
  [
    'probabilities above 1',
    () => tarps({ ...tarp, ecp: [0, 1.5, 1] }),
    'tarp.ecp must lie between 0 and 1; received 1.5 (tarpPlot).',
  ],
  [
    'lists that do not fit',
    () => tarps([tarp, { ...tarp, ecp: [0] }]),
    'tarp[1].ecp must have one number a level, 3; received 1 (tarpPlot).',
  ],
];

describe.each(cases)('%s', (_, run, message) => {
  it('is refused in one line', () => {
    const error = caught(run);
    expect(PlotError.isInstance(error)).toBe(true);
    expect((error as PlotError).message).toBe(message);
  });
});
