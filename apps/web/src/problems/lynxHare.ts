import model from '../../models/lynx-hare.safetensors?url';
import {
  call,
  drawn,
  formula,
  group,
  id,
  is,
  minus,
  negative,
  normal,
  num,
  op,
  rate,
  sup,
} from './mathml.ts';
import type { PageProblem } from './pageProblem.ts';

/** Pelts in thousands, hares and lynxes of 1900, 1901, …: the Hudson's Bay Company, after Hewitt (1921). */
const pelts = [
  [30, 4],
  [47.2, 6.1],
  [70.2, 9.8],
  [77.4, 35.2],
  [36.3, 59.4],
  [20.6, 41.7],
  [18.1, 19],
  [21.4, 13],
  [22, 8.3],
  [25.4, 9.1],
  [27.1, 7.4],
  [40.3, 8],
  [57, 12.3],
  [76.6, 19.5],
  [52.3, 45.7],
  [19.5, 51.1],
  [11.2, 29.7],
  [7.6, 15.8],
  [14.6, 9.7],
  [16.2, 10.1],
  [24.7, 8.6],
];
const ln = '<mi>ln</mi><mo>⁡</mo>';

export const lynxHareProblem: PageProblem = {
  id: 'lynx-hare',
  simulator: 'lynx-hare',
  title: 'Lynxes and hares in Canada, 1900–1920',
  brief: 'lynx and hare',
  paragraph:
    'For two decades the Hudson’s Bay Company counted the pelts that trappers brought in: hares, and the lynxes that live on them, rising and falling every ten years, the lynxes a little later. Lotka’s and Volterra’s equations say why. How fast do hares multiply, lynxes hunt, starve and breed, and how far are the counts from the equations? Eight unknowns from 42 numbers.',
  formula:
    formula(rate('u'), is, group(id('α'), minus, id('β'), id('v')), id('u')) +
    formula(rate('v'), is, group(negative, id('γ'), op('+'), id('δ'), id('u')), id('v')) +
    formula(
      ln,
      id('x'),
      drawn,
      normal(`${ln}${call(group(id('u'), op(','), id('v')), id('t'))}`, sup(id('σ'), num(2))),
    ),
  parameters: [
    { name: 'alpha', meaning: 'births of hares, a head and year' },
    { name: 'beta', meaning: 'how fast lynxes catch hares' },
    { name: 'gamma', meaning: 'deaths of lynxes, a head and year' },
    { name: 'delta', meaning: 'how fast hares feed lynxes' },
    { name: 'hare_start', meaning: 'thousands of hares in 1900' },
    { name: 'lynx_start', meaning: 'thousands of lynxes in 1900' },
    { name: 'hare_sigma', meaning: 'how far counts of hares are from the equations' },
    { name: 'lynx_sigma', meaning: 'the same for lynxes' },
  ],
  x: pelts.flat(),
  sketch: {
    kind: 'series',
    axis: 'year',
    unit: 'thousand pelts',
    at: pelts.map((_, i) => 1900 + i),
    lines: ['hares', 'lynxes'],
    range: { low: 0.5, high: 150, step: 0.5 },
    scale: 'log',
  },
  limits: [
    [0, 1.5],
    [0, 0.1],
    [0, 2],
    [0, 0.1],
    [0, 70],
    [0, 20],
    [0, 1],
    [0, 1],
  ],
  model,
  // As `sbi demo lynx-hare`, in fewer steps.
  recipe: {
    simulations: 300_000,
    flow: { kind: 'maf', hidden: 64, transformX: 'log' },
    embedding: { kind: 'mlp', hidden: 256, layers: 3, outputs: 32 },
    schedule: 'cosine',
    learningRate: 0.004,
    maxSteps: 10_000,
  },
};
