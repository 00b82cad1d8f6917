import type { DistributionRecipe } from '@sbi/distributions';

/** A family of priors of one parameter, as the page offers it. */
export interface Family {
  /** What it is called in a simulator and in a form. */
  readonly name: FamilyName;
  /** Its numbers, in their order. */
  readonly fields: readonly string[];
  readonly words: string;
  readonly recipe: (numbers: readonly number[]) => DistributionRecipe;
}

export type FamilyName = 'uniform' | 'normal' | 'logNormal' | 'logUniform' | 'gamma' | 'beta' | 'halfNormal';

const plain =
  (kind: string, first: string, second: string) =>
  ([a = Number.NaN, b = Number.NaN]: readonly number[]): DistributionRecipe => ({
    kind,
    [first]: [a],
    [second]: [b],
  });

/** All that is offered; the template of a simulator and the form of a table speak of the same. */
export const families: readonly Family[] = [
  {
    name: 'uniform',
    fields: ['low', 'high'],
    words: 'every value from low to high alike',
    recipe: plain('boxUniform', 'low', 'high'),
  },
  {
    name: 'normal',
    fields: ['loc', 'scale'],
    words: 'a bell around loc, as wide as scale',
    recipe: plain('diagNormal', 'loc', 'scale'),
  },
  {
    name: 'logNormal',
    fields: ['loc', 'scale'],
    words: 'above 0; its logarithm is normal',
    recipe: plain('logNormal', 'loc', 'scale'),
  },
  {
    name: 'logUniform',
    fields: ['low', 'high'],
    words: 'above 0; its logarithm is uniform',
    recipe: plain('logUniform', 'low', 'high'),
  },
  {
    name: 'gamma',
    fields: ['shape', 'rate'],
    words: 'above 0; its mean is shape / rate',
    recipe: plain('gamma', 'concentration', 'rate'),
  },
  {
    name: 'beta',
    fields: ['alpha', 'beta'],
    words: 'from 0 to 1; its mean is alpha / (alpha + beta)',
    recipe: plain('beta', 'alpha', 'beta'),
  },
  {
    name: 'halfNormal',
    fields: ['scale'],
    words: 'above 0; half a bell, as wide as scale',
    recipe: ([scale = Number.NaN]) => ({
      kind: 'truncated',
      base: { kind: 'diagNormal', loc: [0], scale: [scale] },
      support: { kind: 'box', low: [0], high: [null] },
    }),
  },
];

/** What is believed of one parameter before any data. */
export interface ParameterPrior {
  readonly name: string;
  readonly family: FamilyName;
  readonly numbers: readonly number[];
}

/** The prior of all parameters, independent of each other, as plain data with their names. */
export function priorRecipe(parameters: readonly ParameterPrior[]): DistributionRecipe {
  const parts = parameters.map(
    ({ name, family, numbers }) => [name, familyOf(family).recipe(numbers)] as const,
  );
  return { kind: 'joint', parts: Object.fromEntries(parts) };
}

/** The family of a name. */
export function familyOf(name: FamilyName): Family {
  return families.find((each) => each.name === name) as Family;
}

/** As one writes it in a simulator: uniform(0, 1). */
export function priorWords({ family, numbers }: ParameterPrior): string {
  return `${family}(${numbers.map((value) => String(Number(value.toPrecision(6)))).join(', ')})`;
}
