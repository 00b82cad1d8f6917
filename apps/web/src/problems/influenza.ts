import model from '../../models/influenza.safetensors?url';
import { call, drawn, formula, frac, id, is, minus, negative, op, rate, sub, text } from './mathml.ts';
import type { PageProblem } from './pageProblem.ts';

/** Boys in bed on 22 January 1978 and the thirteen days after: British Medical Journal 1978;1:578. */
const inBed = [3, 8, 26, 76, 225, 298, 258, 233, 189, 128, 68, 29, 14, 4];
const meeting = frac(`${id('β')}${id('S')}${id('I')}`, id('N'));

export const influenzaProblem: PageProblem = {
  id: 'influenza',
  simulator: 'influenza',
  title: 'Influenza in a boarding school, 1978',
  brief: 'influenza 1978',
  paragraph:
    'In January 1978 one boy brought influenza back to a boarding school of 763; within two weeks 512 had been ill. The number of boys in bed on each of fourteen days tells how many others an ill boy infects a day, how fast he recovers, and how far real counts are from the smooth curve of the equations. β/γ is the famous R₀, here a little above 3. Drag the peak down and see how much milder the virus would have been.',
  formula:
    formula(rate('S'), is, negative, meeting, op(','), rate('I'), is, meeting, minus, id('γ'), id('I')) +
    formula(sub(id('x'), id('t')), drawn, call(text('NegBinomial'), call(id('I'), id('t')), id('φ'))),
  parameters: [
    { name: 'beta', meaning: 'infections by one ill boy a day, when nobody is immune yet' },
    { name: 'gamma', meaning: 'recoveries a day; 1/γ is how long a boy stays ill' },
    { name: 'dispersion', meaning: 'φ: how much wider than Poisson the counts are about the mean I(t)' },
  ],
  x: inBed,
  sketch: {
    kind: 'series',
    axis: 'day',
    unit: 'boys in bed',
    at: inBed.map((_, i) => i + 1),
    lines: ['boys in bed'],
    range: { low: 0, high: 500, step: 1 },
    scale: 'linear',
    whole: true,
  },
  limits: [
    [0.8, 3.5],
    [0.2, 1.2],
    [0, 0.8],
  ],
  model,
  recipe: {
    simulations: 20_000,
    flow: { kind: 'maf', transformX: 'log' },
    schedule: 'cosine',
  },
};
