import { describe, expect, it } from 'vitest';
import {
  type Figure,
  lossPlot,
  marginalPlot,
  PlotError,
  pairPlot,
  toPng,
  toSvg,
  toTerminal,
} from '../src/index.ts';
import { loadRenderer } from '../src/png/toPng.ts';
import { caught } from './caught.ts';

const rows = [
  [1, 2],
  [3, 4],
  [5, 7],
];
const wide = { data: new Float32Array(40), rows: 1, columns: 40 };
const figure: Figure = pairPlot(rows);

// What users of plain JavaScript may pass, whatever the types say.
const pairs = pairPlot as (samples: unknown, options?: unknown) => Figure;
const marginals = marginalPlot as typeof pairs;
const losses = lossPlot as typeof pairs;

const cases: readonly (readonly [name: string, run: () => unknown, message: string])[] = [
  [
    'an unknown kind above',
    () => pairs(rows, { upper: 'hist' }),
    'upper must be one of contour, histogram, kde, scatter, none; received "hist" (pairPlot).',
  ],
  [
    'an unknown kind below',
    () => pairs(rows, { lower: ['x'] }),
    'lower must be one of contour, histogram, kde, scatter, none; received "x" (pairPlot).',
  ],
  [
    'a contour on the diagonal',
    () => pairs(rows, { diagonal: 'contour' }),
    'diagonal must be one of histogram, kde, scatter, none; received "contour" (pairPlot).',
  ],
  [
    'a kind too many',
    () => pairs(rows, { upper: ['kde', 'kde'] }),
    'upper must be one kind or one a sample set, 1; received 2 (pairPlot).',
  ],
  [
    'masses in per cent',
    () => pairs(rows, { credibility: [50, 95] }),
    'credibility must lie between 0 and 1; received [50, 95] (pairPlot).',
  ],
  [
    'no masses',
    () => pairs(rows, { credibility: [] }),
    'credibility must be a list of 1 to 5 masses; received [] (pairPlot).',
  ],
  [
    'half a bin',
    () => pairs(rows, { bins: 0.5 }),
    'bins must be a whole number, 1 to 400; received 0.5 (pairPlot).',
  ],
  [
    'half a tick',
    () => pairs(rows, { ticks: 1.5 }),
    'ticks must be a whole number, 1 to 10, or lists of places; received 1.5 (pairPlot).',
  ],
  [
    'ticks for other columns',
    () => pairs(rows, { ticks: [[1], [2], [3]] }),
    'ticks must have one list of places, or one a column, 2; received 3 (pairPlot).',
  ],
  [
    'a tick at infinity',
    () => pairs(rows, { ticks: [0, Number.POSITIVE_INFINITY] }),
    'ticks must be finite places; received [0, Infinity] (pairPlot).',
  ],
  [
    'a short legend',
    () => pairs([rows, rows], { legend: ['a'] }),
    'legend must name each sample set, 2 in all; received 1 (pairPlot).',
  ],
  [
    'a legend of numbers',
    () => pairs(rows, { legend: [1] }),
    'legend must be a list of names; received [1] (pairPlot).',
  ],
  ['a title that is none', () => pairs(rows, { title: 5 }), 'title must be text; received 5 (pairPlot).'],
  [
    'notes that are text',
    () => pairs(rows, { notes: 'x' }),
    'notes must be a list of lines; received "x" (pairPlot).',
  ],
  [
    'no width',
    () => pairs(rows, { width: 0 }),
    'width must be 120 to 10000 pixels of 1/96 inch; received 0 (pairPlot).',
  ],
  [
    'panels too small',
    () => pairs({ ...wide, columns: 20, rows: 2 }, { width: 200, height: 200 }),
    'width and height must give each panel 16 pixels; received 200 × 200 (pairPlot).',
  ],
  [
    'marginals of nothing',
    () => marginals([]),
    'samples must hold at least one draw; received none (marginalPlot).',
  ],
  [
    'marginals of an unknown kind',
    () => marginals(rows, { kind: 'line' }),
    'kind must be one of histogram, kde, scatter, none; received "line" (marginalPlot).',
  ],
  ['no epochs', () => losses([]), 'history must hold at least one epoch; received none (lossPlot).'],
  [
    'a history that is none',
    () => losses({}),
    'history must be a list of epochs; received an object (lossPlot).',
  ],
  [
    'an epoch without loss',
    () => losses([{ trainLoss: 1 }]),
    'history[0].validationLoss must be a number; received undefined (lossPlot).',
  ],
  [
    'epochs out of order',
    () =>
      losses([
        { epoch: 2, trainLoss: 1, validationLoss: 1 },
        { epoch: 1, trainLoss: 1, validationLoss: 1 },
      ]),
    'history[1].epoch must rise from epoch to epoch; received 1 (lossPlot).',
  ],
  [
    'a reference that is none',
    () => losses([{ trainLoss: 1, validationLoss: 1 }], { reference: Number.NaN }),
    'reference must be a finite loss; received NaN (lossPlot).',
  ],
  [
    'loss limits upside down',
    () => losses([{ trainLoss: 1, validationLoss: 1 }], { limits: [1, 0] }),
    'limits must be [low, high] with low < high; received [1, 0] (lossPlot).',
  ],
  [
    'an unknown theme',
    () => toSvg(figure, 'sepia' as 'auto'),
    "theme must be 'auto', 'light', 'dark' or a Theme; received \"sepia\" (toSvg).",
  ],
  [
    'a narrow terminal',
    () => toTerminal(figure, { columns: 10 }),
    'columns must be a whole number, 40 to 200; received 10 (toTerminal).',
  ],
];

describe.each(cases)('%s', (_, run, message) => {
  it('is refused in one line that says what must hold, what came and where', () => {
    const error = caught(run);
    expect(PlotError.isInstance(error)).toBe(true);
    expect((error as PlotError).message).toBe(message);
  });
});

describe('toPng', () => {
  it('refuses scales and themes that cannot be', async () => {
    await expect(toPng(figure, { scale: 0 })).rejects.toThrow(
      'scale must give 1 to 16384 pixels a side; received 0 (toPng).',
    );
    await expect(toPng(figure, { scale: 100 })).rejects.toThrow('received 100 (toPng).');
    await expect(toPng(figure, { theme: 'auto' as 'dark' })).rejects.toThrow(
      "theme must be 'light', 'dark' or a Theme; received \"auto\" (toPng).",
    );
  });

  it('says what to do when the renderer is not installed', async () => {
    await expect(loadRenderer('@resvg/not-installed')).rejects.toThrow(
      '@resvg/not-installed must be installed for PNG files in Node; in a page, draw toSvg(figure) on a canvas; received no such package (toPng).',
    );
  });
});
