import type { Caption, Figure } from './figure.ts';
import { type DrawnSet, type Input, inputOf, type SamplesOptions } from './input/input.ts';
import { type Items, type Look, readLooks, type Several } from './input/several.ts';
import { readCount, type SizeOptions } from './input/size.ts';
import { readSets, type Series } from './input/table.ts';
import { describeMarginals } from './layout/describe.ts';
import { marginalPanels } from './layout/marginalPanels.ts';
import { type PanelKind, readKinds } from './marks/kind.ts';
import { numbersOf } from './notes/numbers.ts';
import { fixed } from './text/number.ts';
import { plainText, words } from './text/text.ts';

/** What `priorPosteriorPlot` takes. */
export interface PriorPosteriorPlotOptions extends SamplesOptions, SizeOptions {
  /** Of prior and posteriors alike. Default `kde`. */
  readonly kind?: Exclude<PanelKind, 'contour'>;
  /** Bins of histograms. Default: Freedman and Diaconis' rule. */
  readonly bins?: number;
}

const where = 'priorPosteriorPlot';

/** The prior in grey and dotted. */
const priorLook: Look = { label: words('prior'), tone: 'axis', dash: 2 };

/**
 * What the data taught: each parameter's prior in grey with its posterior over it, on one scale of density. Above each
 * panel stand the posterior's mean ± sd and the contraction, 1 − posterior variance / prior variance: 1 when the data
 * tell all, 0 when they tell nothing. Takes what {@link pairPlot} takes; `bounds` of the prior correct both densities.
 *
 * @param prior draws of the prior
 * @param posterior draws of the posterior, or a list or record of several
 * @throws PlotError naming the argument that cannot be drawn
 * @example
 * import { priorPosteriorPlot, toSvg } from '@sbi/plots';
 * const prior = Array.from({ length: 100 }, (_, i) => [i / 50 - 1]);
 * const posterior = prior.map(([value]) => [0.3 + 0.1 * value]);
 * console.log(toSvg(priorPosteriorPlot(prior, posterior, { bounds: [-1, 1] })).includes('contraction 0.99')); // → true
 */
export function priorPosteriorPlot(
  prior: Series,
  posterior: Several<Series>,
  options: PriorPosteriorPlotOptions = {},
): Figure {
  const posteriors = readSets(posterior, 'posterior', where);
  const sets: Items = {
    items: [prior, ...posteriors.items],
    names: undefined,
    argument: (i) => (i === 0 ? 'prior' : posteriors.argument(i - 1)),
  };
  const looks = readLooks(posteriors, options.legend, 'posterior', where).map((look) => ({
    ...look,
    label: look.label ?? words('posterior'),
  }));
  const input = inputOf(sets, [priorLook, ...looks], options, where);
  const kinds = input.sets.flatMap(() => readKinds(options.kind, 'kde', 'kind', 1, where));
  const bins = options.bins === undefined ? undefined : readCount(options.bins, 1, [1, 400], 'bins', where);
  const parameters = input.parameters.map(({ label }) => plainText(label)).join(', ');
  return {
    title: options.title ?? `Prior and posterior of ${parameters}`,
    description: `${describeMarginals(input, kinds)} ${contractions(input)}`,
    ...marginalPanels(
      input,
      { ...options, title: options.title, kinds, bins, captions: captionsOf(input) },
      where,
    ),
  };
}

/** 1 − posterior variance / prior variance; NaN for a prior of one value. */
function contraction(input: Input, set: DrawnSet, index: number): number {
  const prior = input.sets[0]?.columns[index]?.sd ?? 0;
  const posterior = set.columns[index]?.sd ?? 0;
  return prior > 0 ? 1 - (posterior / prior) ** 2 : Number.NaN;
}

function captionsOf(input: Input): Caption[][] {
  const posteriors = input.sets.slice(1);
  const numbers = posteriors.map(numbersOf);
  return input.parameters.map((_, i) =>
    posteriors.flatMap((set, k): Caption[] => {
      const estimate = (numbers[k]?.[i]?.estimate ?? '').replace(/[\u2007\u2008]/g, '');
      const share = contraction(input, set, i);
      const told = `contraction ${Number.isNaN(share) ? '–' : fixed(share, 2)}`;
      if (posteriors.length > 1) return [{ text: words(estimate), tone: set.tone }];
      return [
        { text: words(estimate), tone: 'ink' },
        { text: words(told), tone: 'axis' },
      ];
    }),
  );
}

function contractions(input: Input): string {
  const parts = input.sets.slice(1).map((set) => {
    const each = input.parameters.map(({ label }, i) => {
      const share = contraction(input, set, i);
      return `${plainText(label)} ${Number.isNaN(share) ? 'not defined' : fixed(share, 2)}`;
    });
    return `Contraction from prior to ${plainText(set.label ?? [])}: ${each.join(', ')}.`;
  });
  return parts.join(' ');
}
