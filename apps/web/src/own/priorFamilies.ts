import type { DistributionRecipe } from '@sbi/distributions';

/** A family of priors of one parameter, as the page offers it. */
export interface Family {
  /** What it is called in a simulator and in a form. */
  readonly name: FamilyName;
  /** Its numbers, in their order. */
  readonly fields: readonly string[];
  readonly words: string;
  readonly recipe: (numbers: readonly number[]) => DistributionRecipe;
  /** Where a value may lie; without it anywhere. */
  readonly ends?: (numbers: readonly number[]) => readonly [low: number, high: number];
  /** Numbers to begin with for values that lie between these ends. */
  readonly guess: (low: number, high: number) => readonly number[];
}

export type FamilyName = 'uniform' | 'normal' | 'logNormal' | 'logUniform' | 'gamma' | 'beta' | 'halfNormal';

const plain =
  (kind: string, first: string, second: string) =>
  ([a = Number.NaN, b = Number.NaN]: readonly number[]): DistributionRecipe => ({
    kind,
    [first]: [a],
    [second]: [b],
  });

const box = ([low = Number.NaN, high = Number.NaN]: readonly number[]): readonly [number, number] => [
  low,
  high,
];
const positive = (): readonly [number, number] => [0, Number.POSITIVE_INFINITY];
const logMiddle = (low: number, high: number) => twoDigits(Math.log(Math.max(low, high / 1000) * high) / 2);

/** All that is offered; the template of a simulator and the form of a table speak of the same. */
export const families: readonly Family[] = [
  {
    name: 'uniform',
    fields: ['low', 'high'],
    words: 'every value from low to high alike',
    recipe: plain('boxUniform', 'low', 'high'),
    ends: box,
    guess: roundedEnds,
  },
  {
    name: 'normal',
    fields: ['loc', 'scale'],
    words: 'a bell around loc, as wide as scale',
    recipe: plain('diagNormal', 'loc', 'scale'),
    guess: (low, high) => [twoDigits((low + high) / 2), width((high - low) / 4)],
  },
  {
    name: 'logNormal',
    fields: ['loc', 'scale'],
    words: 'above 0; its logarithm is normal',
    recipe: plain('logNormal', 'loc', 'scale'),
    ends: positive,
    guess: (low, high) => [logMiddle(low, high), 1],
  },
  {
    name: 'logUniform',
    fields: ['low', 'high'],
    words: 'above 0; its logarithm is uniform',
    recipe: plain('logUniform', 'low', 'high'),
    ends: box,
    guess: (low, high) => roundedFactors(low > 0 ? low : high / 1000, high),
  },
  {
    name: 'gamma',
    fields: ['shape', 'rate'],
    words: 'above 0; its mean is shape / rate',
    recipe: plain('gamma', 'concentration', 'rate'),
    ends: positive,
    guess: (low, high) => [2, width(4 / (low + high))],
  },
  {
    name: 'beta',
    fields: ['alpha', 'beta'],
    words: 'from 0 to 1; its mean is alpha / (alpha + beta)',
    recipe: plain('beta', 'alpha', 'beta'),
    ends: () => [0, 1],
    guess: () => [1, 1],
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
    ends: positive,
    guess: (_, high) => [width(high / 2)],
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

/** Ends as round as can be had within a fiftieth of the width, and never inside. */
function roundedEnds(low: number, high: number): readonly [number, number] {
  const wide = high - low;
  if (!(wide > 0)) return [low - 1, high + 1];
  for (let unit = 10 ** Math.ceil(Math.log10(wide)); unit > wide / 1e6; unit /= 10) {
    const ends = [Math.floor(low / unit) * unit, Math.ceil(high / unit) * unit] as const;
    if (ends[1] - ends[0] <= 1.02 * wide) return [tidy(ends[0]), tidy(ends[1])];
  }
  return [low, high];
}

/** Ends above 0, rounded outwards to two digits each, and never the same. */
function roundedFactors(low: number, high: number): readonly [number, number] {
  const unit = (value: number) => 10 ** (Math.floor(Math.log10(value)) - 1);
  const ends = [Math.floor(low / unit(low)) * unit(low), Math.ceil(high / unit(high)) * unit(high)] as const;
  return ends[0] < ends[1] ? [tidy(ends[0]), tidy(ends[1])] : [low / 2, 2 * high];
}

function twoDigits(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(2)) : 0;
}

/** Above 0, whatever the column holds. */
function width(value: number): number {
  return twoDigits(Math.abs(value)) || 1;
}

function tidy(value: number): number {
  return Number(value.toPrecision(9));
}

/** As one writes it in a simulator: uniform(0, 1). */
export function priorWords({ family, numbers }: ParameterPrior): string {
  return `${family}(${numbers.map((value) => String(Number(value.toPrecision(6)))).join(', ')})`;
}
