import type { DrawnSet, Input } from '../input/input.ts';
import type { PanelKind } from '../marks/kind.ts';
import { countText } from '../notes/notes.ts';
import { numbersOf } from '../notes/numbers.ts';
import { formatPercent } from '../text/number.ts';
import { plainText } from '../text/text.ts';

interface Shown {
  readonly diagonal: readonly PanelKind[];
  readonly upper: readonly PanelKind[];
  readonly lower: readonly PanelKind[];
  readonly credibility: readonly number[];
}

/** `Posterior draws of θ₁, θ₂, θ₃`. */
export function titleOf(input: Input): string {
  return `Posterior draws of ${input.parameters.map(({ label }) => plainText(label)).join(', ')}`;
}

/** A pair plot in words: what each part shows, and the numbers. */
export function describePairs(
  input: Input,
  shown: Shown,
  parts: { readonly hasLower: boolean; readonly hasUpper: boolean },
): string {
  const sentences = [
    `On the diagonal ${kindNames(shown.diagonal, shown.credibility)}.`,
    ...(parts.hasUpper ? [`Above the diagonal ${kindNames(shown.upper, shown.credibility)}.`] : []),
    ...(parts.hasLower ? [`Below the diagonal ${kindNames(shown.lower, shown.credibility)}.`] : []),
  ];
  return [...sentences, ...describeSets(input)].join(' ');
}

/** Single densities in words. */
export function describeMarginals(input: Input, kinds: readonly PanelKind[]): string {
  return [`For each parameter ${kindNames(kinds, [])}.`, ...describeSets(input)].join(' ');
}

/** The numbers of all sample sets and points, in sentences. */
function describeSets(input: Input): string[] {
  const points = input.points.map(({ label, values }) => {
    const numbers = values.map((value) => Number(value.toPrecision(4)));
    return `${plainText(label)} at ${numbers.join(', ')}.`.replaceAll('-', '−');
  });
  return [...input.sets.map((set) => describeSet(input, set)), ...points];
}

/** How many draws a set has, and how many were left out. */
export function drawsInWords(set: Pick<DrawnSet, 'count' | 'dropped'>): string {
  return countText(set).replace('not finite', 'more left out for NaN or infinity');
}

function describeSet(input: Input, set: DrawnSet): string {
  const name = set.label === undefined ? '' : `${plainText(set.label)}: `;
  const numbers = numbersOf(set).map(({ estimate, interval }, i) => {
    const parameter = input.parameters[i];
    return `${parameter === undefined ? '' : plainText(parameter.label)} ${estimate}, 90 % interval ${interval}`;
  });
  return `${name}${drawsInWords(set)}; ${numbers.join('; ')}.`.replace(/[\u2007\u2008]/g, '');
}

function kindNames(kinds: readonly PanelKind[], credibility: readonly number[]): string {
  const levels = [...credibility].reverse().map((level) => formatPercent(level).slice(0, -2));
  const names: Readonly<Record<PanelKind, string>> = {
    contour: `regions of highest density that hold ${levels.join(', ')} % of the draws`,
    kde: 'kernel densities',
    histogram: 'histograms',
    scatter: 'single draws',
    none: 'nothing',
  };
  return [...new Set(kinds)].map((kind) => names[kind]).join(' and ');
}
