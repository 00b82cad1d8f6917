import { matrixOf, type Rng, rowOf, type Simulations } from '@sbi/core';
import { type AmortizedLike, check, type Verdict } from '../src/index.ts';
import { linearPairs, linearPosterior, signPairs, signPosterior } from './exactPosteriors.ts';

/** A posterior, pairs to check it on, and the faults that the verdict should name; none for an exact one. */
export interface Case {
  readonly name: string;
  readonly pairs: (count: number, rng: Rng) => Simulations;
  readonly posterior: AmortizedLike;
  readonly faults: readonly string[];
}

const every = (kind: string) => ['alpha', 'beta', 'gamma'].map((name) => `${kind} ${name}`);

export const exact: readonly Case[] = [
  { name: 'linear, exact', pairs: linearPairs, posterior: linearPosterior(), faults: [] },
  { name: 'two modes, exact', pairs: signPairs, posterior: signPosterior(), faults: [] },
];

export const faulty: readonly Case[] = [
  {
    name: 'narrowed by 1.5',
    pairs: linearPairs,
    posterior: linearPosterior({ scale: 1 / 1.5 }),
    faults: every('narrow'),
  },
  {
    name: 'widened by 1.5',
    pairs: linearPairs,
    posterior: linearPosterior({ scale: 1.5 }),
    faults: every('wide'),
  },
  {
    name: 'one parameter half a sd too high',
    pairs: linearPairs,
    posterior: linearPosterior({ shift: { parameter: 1, sds: 0.5 } }),
    faults: ['shift beta'],
  },
  {
    name: 'one mode of two missing, always the same',
    pairs: signPairs,
    posterior: signPosterior('positive'),
    faults: ['narrow root'],
  },
  {
    name: 'one mode of two missing, either',
    pairs: signPairs,
    posterior: signPosterior('either'),
    faults: ['narrow root'],
  },
];

/** The verdict on pairs of its own, one repetition. */
export function judge(one: Case, repetition: Rng, count: number, draws: number): Promise<Verdict> {
  return check(one.posterior, one.pairs(count, repetition), { seed: repetition.fork('check'), draws });
}

/** The p-values of a verdict, by check, each of which an exact posterior has below 0.05 in one case of twenty. */
export function pValuesOf({ sbc, coverage, tarp }: Verdict): Readonly<Record<string, number>> {
  const { joint } = coverage;
  const parameters = sbc.parameters.flatMap((one) => [
    [`shift of ${one.name}`, one.shiftPValue],
    [`width of ${one.name}`, one.widthPValue],
    [`Kolmogorov–Smirnov of ${one.name}`, one.ksPValue],
    [`χ² of ${one.name}`, one.chiSquarePValue],
    [`data-averaged posterior of ${one.name}`, one.dataAveragedPValue],
  ]);
  return Object.fromEntries([
    ...parameters,
    ['tarp', tarp.ksPValue],
    ['highest density, place', joint?.excessPValue ?? Number.NaN],
    ['highest density, Kolmogorov–Smirnov', joint?.ksPValue ?? Number.NaN],
  ]);
}

/** The faults that a verdict names. */
export function namesOf({ faults }: Verdict): readonly string[] {
  return faults.map(({ kind, parameter }) => (parameter === undefined ? kind : `${kind} ${parameter}`));
}

/** An observation of the model: the x of one more pair. */
export function observationOf(one: Case, repetition: Rng): Float32Array {
  const { x } = one.pairs(10, repetition.fork('observation'));
  return matrixOf(rowOf(x, 0).slice(), x.columns).data;
}
