import type { DemoOptions } from '../commands/demo.ts';

/** What a demo does where nothing else is said. */
export type DemoDefaults = Pick<
  DemoOptions,
  'flow' | 'embedding' | 'schedule' | 'learningRate' | 'maxSteps'
> & { readonly simulations: number };

const MAF = { name: 'maf', settings: {} } as const;
/** Animals and the ill grow and fall by factors, and so does the noise. */
const MAF_OF_LN_X = { name: 'maf', settings: { transformX: 'log' } } as const;
const SPLINE = { name: 'spline', settings: {} } as const;
/** In two dimensions every coordinate must come last twice. */
const SPLINE_IN_THE_PLANE = { name: 'spline', settings: { transforms: 4 } } as const;
/** Where patience does not end, a cosine comes further in fewer steps. */
const cosine = { schedule: 'cosine' } as const;

/**
 * Many enough that the posterior is good, few enough that nobody goes away. Splines where posteriors bend, end at walls or
 * have several modes.
 */
const DEFAULTS: Readonly<Record<string, DemoDefaults>> = {
  gaussian: { simulations: 2000 },
  'gaussian-linear': { simulations: 2000 },
  'gaussian-linear-uniform': { simulations: 2000 },
  'gaussian-mixture': { simulations: 4000, flow: SPLINE_IN_THE_PLANE },
  'two-moons': { simulations: 4000, flow: SPLINE_IN_THE_PLANE, ...cosine },
  slcp: { simulations: 10_000, flow: SPLINE, ...cosine },
  'slcp-distractors': { simulations: 10_000, flow: SPLINE, ...cosine },
  'bernoulli-glm': { simulations: 5000, flow: MAF, ...cosine },
  // a hundred numbers of which each says a little
  'bernoulli-glm-raw': {
    simulations: 5000,
    flow: { name: 'maf', settings: { reads: 'predictions' } },
    ...cosine,
  },
  sir: { simulations: 5000, flow: MAF, ...cosine },
  'lotka-volterra': { simulations: 10_000, flow: MAF_OF_LN_X, ...cosine },
  // the series says far more than a small network finds in it, and a wide one takes many steps, and simulations to last for them
  'lynx-hare': {
    simulations: 300_000,
    flow: { name: 'maf', settings: { hidden: 64, transformX: 'log' } },
    embedding: { name: 'mlp', settings: { hidden: 256, layers: 3, outputs: 32 } },
    learningRate: 0.004,
    maxSteps: 25_000,
    ...cosine,
  },
  influenza: { simulations: 20_000, flow: MAF_OF_LN_X, ...cosine },
  supernovae: { simulations: 10_000, flow: SPLINE_IN_THE_PLANE, ...cosine },
};

const OTHERS: DemoDefaults = { simulations: 5000 };

/** The defaults of a problem; a preset other than the usual one brings its own flow and schedule. */
export function defaultsOf(problem: string, preset: DemoOptions['preset']): DemoDefaults {
  const defaults = DEFAULTS[problem] ?? OTHERS;
  return preset === 'default' ? defaults : { simulations: defaults.simulations };
}
