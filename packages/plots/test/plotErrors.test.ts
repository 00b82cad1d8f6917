import { describe, expect, it } from 'vitest';
import {
  conditionalGrid,
  conditionalPairPlot,
  type Figure,
  PlotError,
  predictivePlot,
  priorPosteriorPlot,
  recoveryPlot,
} from '../src/index.ts';
import { caught } from './caught.ts';

// What users of plain JavaScript may pass, whatever the types say.
const predicts = predictivePlot as (draws: unknown, observed?: unknown, options?: unknown) => Figure;
const recovers = recoveryPlot as (truth: unknown, draws?: unknown, options?: unknown) => Figure;
const learns = priorPosteriorPlot as (prior: unknown, posterior?: unknown, options?: unknown) => Figure;
const grids = conditionalGrid as (
  condition: unknown,
  options?: unknown,
) => ReturnType<typeof conditionalGrid>;
const conditionals = conditionalPairPlot as (grid: unknown, logProb?: unknown, options?: unknown) => Figure;

const rows = [
  [1, 2, 3, 4],
  [2, 3, 4, 5],
];
const grid = conditionalGrid([0, 0], { limits: [-1, 1], resolution: 2 });
const zeros = new Float32Array(grid.theta.rows);
const nothing = zeros.map(() => Number.NEGATIVE_INFINITY);

const cases: readonly (readonly [name: string, run: () => unknown, message: string])[] = [
  [
    'no predictive draws',
    () => predicts([]),
    'draws must hold at least one draw; received none (predictivePlot).',
  ],
  [
    'draws that are NaN',
    () => predicts([[Number.NaN, 1]]),
    'draws must hold at least one row without NaN or infinity; received none among 1 (predictivePlot).',
  ],
  [
    'too few observed values',
    () => predicts(rows, [1, 2]),
    'observed must have the 4 numbers of a draw; received 2 (predictivePlot).',
  ],
  [
    'an observed infinity',
    () => predicts(rows, [1, 2, 3, Number.POSITIVE_INFINITY]),
    'observed must be finite, or NaN where it is missing; received Infinity (predictivePlot).',
  ],
  [
    'an observed word',
    () => predicts(rows, 'abcd'),
    'observed must have the 4 numbers of a draw; received "abcd" (predictivePlot).',
  ],
  [
    'channels that do not divide',
    () => predicts(rows, undefined, { channels: ['a', 'b', 'c'] }),
    'channels must divide the 4 columns of the draws; received 3 (predictivePlot).',
  ],
  [
    'places that fall',
    () => predicts(rows, undefined, { at: [4, 3, 2, 1] }),
    'at must be finite and rise; received [4, 3, 2, 1] (predictivePlot).',
  ],
  [
    'too few places',
    () => predicts(rows, undefined, { at: [1] }),
    'at must have one place a time, 4; received [1] (predictivePlot).',
  ],
  [
    'levels in per cent',
    () => predicts(rows, undefined, { levels: [50] }),
    'levels must lie between 0 and 1; received [50] (predictivePlot).',
  ],
  [
    'limits of another channel',
    () =>
      predicts(rows, undefined, {
        limits: [
          [0, 1],
          [0, 1],
        ],
      }),
    'limits must have one [low, high], or one a column, 1; received 2 (predictivePlot).',
  ],
  [
    'posteriors of other lengths',
    () => predicts({ a: rows, b: [[1]] }),
    'draws.b must have the columns of draws.a, 4; received 1 (predictivePlot).',
  ],
  [
    'no truth',
    () => recovers(undefined, []),
    'truth must be a table { data, rows, columns }, a list of rows, or a list of numbers; received undefined (recoveryPlot).',
  ],
  [
    'a NaN truth',
    () => recovers([[Number.NaN]], [[[1]]]),
    'truth[0] must be finite; received NaN (recoveryPlot).',
  ],
  [
    'no draws',
    () => recovers([[1]]),
    'draws must be a list of tables, one a truth, or a record of such lists; received undefined (recoveryPlot).',
  ],
  [
    'draws of one truth too few',
    () => recovers([[1], [2]], [[[1]]]),
    'draws must have one table a truth, 2; received 1 (recoveryPlot).',
  ],
  [
    'draws of other columns',
    () => recovers([[1]], { a: [[[1, 2]]] }),
    'draws.a[0] must have the columns of truth, 1; received 2 (recoveryPlot).',
  ],
  [
    'a record of no lists',
    () => recovers([[1]], {}),
    'draws must be a list of tables, one a truth, or a record of such lists; received an object (recoveryPlot).',
  ],
  [
    'an interval of everything',
    () => recovers([[1]], [[[1]]], { level: 1 }),
    'level must lie between 0 and 1; received 1 (recoveryPlot).',
  ],
  [
    'no prior',
    () => learns([], [[1]]),
    'prior must hold at least one draw; received none (priorPosteriorPlot).',
  ],
  [
    'no posterior',
    () => learns([[1]], []),
    'posterior must hold at least one draw; received none (priorPosteriorPlot).',
  ],
  [
    'a posterior of other columns',
    () => learns([[1]], [[1, 2]]),
    'posterior must have the columns of prior, 1; received 2 (priorPosteriorPlot).',
  ],
  [
    'a kind of planes',
    () => learns([[1]], [[1]], { kind: 'contour' }),
    'kind must be one of histogram, kde, scatter, none; received "contour" (priorPosteriorPlot).',
  ],
  [
    'a legend with the prior in it',
    () => learns([[1]], [[1]], { legend: ['prior', 'posterior'] }),
    'legend must name each posterior, 1 in all; received 2 (priorPosteriorPlot).',
  ],
  [
    'no condition',
    () => grids([], { limits: [0, 1] }),
    'condition must be a list of finite numbers; received [] (conditionalGrid).',
  ],
  [
    'a NaN condition',
    () => grids([Number.NaN], { limits: [0, 1] }),
    'condition must be a list of finite numbers; received [NaN] (conditionalGrid).',
  ],
  [
    'no limits',
    () => grids([1]),
    'limits must be [low, high] or a list of these; received undefined (conditionalGrid).',
  ],
  [
    'infinite limits',
    () => grids([1], { limits: [0, Number.POSITIVE_INFINITY] }),
    'limits must be finite; received [0, Infinity] (conditionalGrid).',
  ],
  [
    'one place only',
    () => grids([1], { limits: [0, 1], resolution: 1 }),
    'resolution must be a whole number, 2 to 400; received 1 (conditionalGrid).',
  ],
  [
    'a name too many',
    () => grids([1], { limits: [0, 1], names: ['a', 'b'] }),
    'names must have one name a parameter, 1; received ["a", "b"] (conditionalGrid).',
  ],
  [
    'no grid',
    () => conditionals({}, zeros),
    'grid must be what conditionalGrid returns; received an object (conditionalPairPlot).',
  ],
  [
    'too few densities',
    () => conditionals(grid, [0]),
    'logProb must have one number a row of the grid, 8; received 1 (conditionalPairPlot).',
  ],
  [
    'a NaN density',
    () =>
      conditionals(
        grid,
        zeros.map((_, i) => (i === 3 ? Number.NaN : 0)),
      ),
    'logProb[3] must be a log-density, finite or −Infinity; received NaN (conditionalPairPlot).',
  ],
  [
    'densities of nothing',
    () => conditionals(grid, { a: zeros, b: nothing }),
    'logProb.b must be finite somewhere on the line along θ₁; received −Infinity throughout (conditionalPairPlot).',
  ],
  [
    'a promise of densities',
    () => conditionals(grid, Promise.resolve(zeros)),
    'logProb must have one number a row of the grid, 8; received an object (conditionalPairPlot).',
  ],
  [
    'points of other length',
    () => conditionals(grid, zeros, { points: [1] }),
    'points must have one number a column, 2; received 1 (conditionalPairPlot).',
  ],
];

describe.each(cases)('%s', (_, run, message) => {
  it('is refused in one line', () => {
    const error = caught(run);
    expect(PlotError.isInstance(error)).toBe(true);
    expect((error as PlotError).message).toBe(message);
  });
});
