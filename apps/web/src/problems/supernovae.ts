import model from '../../models/supernovae.safetensors?url';
import {
  call,
  drawn,
  formula,
  frac,
  group,
  id,
  is,
  minus,
  normal,
  num,
  op,
  sub,
  sup,
  uniform,
} from './mathml.ts';
import type { PageProblem } from './pageProblem.ts';

/** Redshift and magnitude of 40 bins of the Pantheon sample: Scolnic et al. (2018), ApJ 859:101. */
const pantheon = [
  [0.014, 14.57],
  [0.0194, 15.228],
  [0.0264, 15.9341],
  [0.0329, 16.4218],
  [0.0396, 16.8364],
  [0.0475, 17.2346],
  [0.056, 17.5758],
  [0.064, 17.9105],
  [0.0721, 18.178],
  [0.0811, 18.5544],
  [0.0889, 18.7007],
  [0.1001, 19.0388],
  [0.1071, 19.172],
  [0.1195, 19.3711],
  [0.1278, 19.5555],
  [0.1396, 19.8186],
  [0.1519, 19.9445],
  [0.1635, 20.0643],
  [0.1778, 20.3389],
  [0.1906, 20.5047],
  [0.2067, 20.6854],
  [0.2216, 20.861],
  [0.2405, 21.0518],
  [0.2558, 21.2038],
  [0.2762, 21.3636],
  [0.2972, 21.579],
  [0.3215, 21.8133],
  [0.3453, 21.9666],
  [0.3708, 22.1429],
  [0.4049, 22.3799],
  [0.4355, 22.5579],
  [0.4738, 22.7974],
  [0.5174, 23.0012],
  [0.5742, 23.3004],
  [0.6299, 23.5036],
  [0.724, 23.8666],
  [0.821, 24.2446],
  [0.9511, 24.6411],
  [1.2336, 25.304],
  [1.6123, 25.926],
] as const;
/** Magnitude in a universe without matter: 5 log₁₀(z + z²/2), and how bright such a star is. */
const empty = (redshift: number) => 5 * Math.log10(redshift + redshift ** 2 / 2) + 23.8;
const z = sub(id('z'), id('i'));
const xi = sub(id('x'), id('i'));
const log10 = `<msub><mi>log</mi>${num(10)}</msub>`;
const integral = `<msubsup>${op('∫')}${num(0)}${id('z')}</msubsup>${frac(id('dz'), call(id('E'), id('z')))}`;
const matter = sub(id('Ω'), id('m'));

export const supernovaeProblem: PageProblem = {
  id: 'supernovae',
  simulator: 'supernovae',
  title: 'Supernovae and dark energy',
  brief: 'supernovae',
  paragraph:
    'Exploding stars of one kind are all equally bright, so how faint one looks tells how far away it is, and the redshift of its light how much the universe has grown meanwhile. A thousand of them in 40 bins show that the universe expands faster and faster: matter makes up only about a third of it, and the rest is called dark energy. Make the far ones brighter and watch dark energy go.',
  formula:
    formula(
      matter,
      drawn,
      uniform(num(0), num(1)),
      op(','),
      id('M'),
      drawn,
      uniform(num('23.3'), num('24.5')),
    ) +
    formula(xi, drawn, normal(call(id('m'), z), sup(sub(id('σ'), id('i')), num(2)))) +
    formula(
      call(id('m'), id('z')),
      is,
      num(5),
      log10,
      op('['),
      op('('),
      num(1),
      op('+'),
      id('z'),
      op(')'),
      integral,
      op(']'),
      op('+'),
      id('M'),
    ) +
    formula(
      sup(id('E'), num(2)),
      is,
      matter,
      sup(group(num(1), op('+'), id('z')), num(3)),
      op('+'),
      num(1),
      minus,
      matter,
    ),
  parameters: [
    { name: 'Omega_m', meaning: 'share of matter in the universe; the rest is dark energy' },
    { name: 'offset', meaning: 'magnitude of such a star at one Hubble distance, were space not to expand' },
  ],
  x: pantheon.map(([, magnitude]) => magnitude),
  sketch: {
    kind: 'series',
    axis: 'redshift',
    axisScale: 'log',
    unit: 'magnitudes fainter than in an empty universe',
    at: pantheon.map(([redshift]) => redshift),
    lines: ['magnitude'],
    range: { low: -0.7, high: 0.5, step: 0.02 },
    base: { values: pantheon.map(([redshift]) => empty(redshift)), name: 'an empty universe' },
    reach: 6,
  },
  limits: [
    [0, 0.8],
    [23.6, 24.1],
  ],
  model,
  recipe: {
    simulations: 10_000,
    flow: { kind: 'autoregressiveSpline', transforms: 4 },
    schedule: 'cosine',
  },
};
