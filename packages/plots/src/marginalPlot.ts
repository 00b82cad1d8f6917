import type { Caption, Figure } from './figure.ts';
import { type Input, readInput, type SamplesOptions } from './input/input.ts';
import type { Several } from './input/several.ts';
import { readCount, type SizeOptions } from './input/size.ts';
import type { Series } from './input/table.ts';
import { describeMarginals, titleOf } from './layout/describe.ts';
import { marginalPanels } from './layout/marginalPanels.ts';
import { type PanelKinds, readKinds } from './marks/kind.ts';
import { numbersOf } from './notes/numbers.ts';
import { words } from './text/text.ts';

/** What `marginalPlot` takes. */
export interface MarginalPlotOptions extends SamplesOptions, SizeOptions {
  /** Default `kde`. */
  readonly kind?: PanelKinds;
  /** Bins of histograms. Default: Freedman and Diaconis' rule. */
  readonly bins?: number;
  /** Whether mean ± sd stands above each panel. Default true. */
  readonly numbers?: boolean;
}

const where = 'marginalPlot';

/**
 * Densities of single parameters in a row, with mean ± sd, the 90 % interval shaded, and points marked.
 * Takes what {@link pairPlot} takes.
 *
 * @throws PlotError naming the argument that cannot be drawn
 * @example
 * import { marginalPlot, toSvg } from '@sbi/plots';
 * const figure = marginalPlot([[0.1, 1.2], [0.3, 0.9], [0.2, 1.1]], { labels: ['alpha', 'beta'] });
 * console.log(toSvg(figure).slice(0, 4)); // → <svg
 */
export function marginalPlot(samples: Several<Series>, options: MarginalPlotOptions = {}): Figure {
  const input = readInput(samples, options, where);
  const kinds = readKinds(options.kind, 'kde', 'kind', input.sets.length, where);
  const bins = options.bins === undefined ? undefined : readCount(options.bins, 1, [1, 400], 'bins', where);
  const captions = (options.numbers ?? true) ? captionsOf(input) : [];
  return {
    title: options.title ?? titleOf(input),
    description: describeMarginals(input, kinds),
    ...marginalPanels(input, { ...options, title: options.title, kinds, bins, captions }, where),
  };
}

/** Mean ± sd of every sample set, for each parameter. */
function captionsOf(input: Input): Caption[][] {
  const numbers = input.sets.map(numbersOf);
  return input.parameters.map((_, i) =>
    input.sets.map((set, k) => ({
      text: words((numbers[k]?.[i]?.estimate ?? '').replace(/[\u2007\u2008]/g, '')),
      tone: input.sets.length > 1 ? set.tone : 'axis',
    })),
  );
}
