import { must } from './errors.ts';
import type { Caption, Figure, Frame, Notes, Panel } from './figure.ts';
import { type Input, readInput, type SamplesOptions } from './input/input.ts';
import type { Parameter } from './input/parameter.ts';
import type { Several } from './input/several.ts';
import { readCount, readSize, type SizeOptions } from './input/size.ts';
import type { Series } from './input/table.ts';
import { describeMarginals, titleOf } from './layout/describe.ts';
import { axisHeight, edge, leastPanel } from './layout/pairLayout.ts';
import { diagonal } from './marks/diagonal.ts';
import { type PanelKind, type PanelKinds, readKinds } from './marks/kind.ts';
import { legendRows } from './notes/notes.ts';
import { numbersOf } from './notes/numbers.ts';
import { makeScale } from './scale.ts';
import { headingSize } from './text/measure.ts';
import { splitShifted, words } from './text/text.ts';

export interface MarginalPlotOptions extends SamplesOptions, SizeOptions {
  /** Default `kde`. */
  readonly kind?: PanelKinds;
  /** Bins of histograms. Default: Freedman and Diaconis' rule. */
  readonly bins?: number;
  /** About how many numbers an axis has. Default 3. */
  readonly ticks?: number;
  /** Whether mean ± sd stands above each panel. Default true. */
  readonly numbers?: boolean;
}

/** Panels beside one another before a new row begins, their height, and the height of a line above them. */
const mostColumns = 4;
const panelHeight = 100;
const captionHeight = 16;
const gap = 14;

interface Arrangement {
  readonly notes: Notes | undefined;
  readonly frame: (index: number) => Frame;
  readonly columns: number;
  readonly height: number;
}

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
  const where = 'marginalPlot';
  const input = readInput(samples, options, where);
  const kinds = readKinds(options.kind, 'kde', 'kind', input.sets.length, where);
  const bins = options.bins === undefined ? undefined : readCount(options.bins, 1, [1, 400], 'bins', where);
  const ticks = readCount(options.ticks, 3, [1, 10], 'ticks', where);
  const hasNumbers = options.numbers ?? true;
  const [width] = readSize(options, 480, 480, where);
  const arrangement = arrange(input, options, width, hasNumbers, where);
  const captions = hasNumbers ? captionsOf(input) : [];
  return {
    width,
    height: arrangement.height,
    title: options.title ?? titleOf(input),
    ...(options.title === undefined ? {} : { heading: splitShifted(options.title) }),
    description: describeMarginals(input, kinds),
    panels: input.parameters.map((parameter, i) => {
      const panel = panelOf(input, i, parameter, arrangement, { kinds, bins, ticks });
      return captions[i] === undefined ? panel : { ...panel, caption: captions[i] };
    }),
    ...(arrangement.notes === undefined ? {} : { notes: arrangement.notes }),
  };
}

function arrange(
  input: Input,
  options: MarginalPlotOptions,
  width: number,
  hasNumbers: boolean,
  where: string,
): Arrangement {
  const rows = Math.ceil(input.parameters.length / mostColumns);
  const columns = Math.ceil(input.parameters.length / rows);
  const legend = legendRows(input, width - 2 * edge);
  const above = edge + (options.title === undefined ? 0 : headingSize + 10);
  const top = above + (legend.lines.length === 0 ? 0 : legend.height + 6);
  const caption = hasNumbers ? input.sets.length * captionHeight + 2 : 0;
  const outside = caption + axisHeight + edge;
  const [, height] = readSize(options, 480, Math.round(top + rows * (panelHeight + outside)), where);
  const size = [(width - 2 * edge - (columns - 1) * gap) / columns, (height - top) / rows - outside] as const;
  const rule = `give each panel ${leastPanel} pixels`;
  must(Math.min(...size) >= leastPanel, 'width and height', rule, `${width} × ${height}`, where);
  const frame = (index: number): Frame => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return [edge + column * (size[0] + gap), top + caption + row * (size[1] + outside), ...size];
  };
  const place = [edge, above, legend.width, legend.height] as const;
  const notes =
    legend.lines.length === 0 ? undefined : { frame: place, columns: legend.columns, lines: legend.lines };
  return { notes, frame, columns, height };
}

function panelOf(
  input: Input,
  index: number,
  { domain, label }: Parameter,
  arrangement: Arrangement,
  options: {
    readonly kinds: readonly PanelKind[];
    readonly bins: number | undefined;
    readonly ticks: number;
  },
): Panel {
  const frame = arrangement.frame(index);
  const labelHeight = input.points.length === 1 ? captionHeight : 0;
  const { marks, domain: heights } = diagonal(input, index, { ...options, height: frame[3], labelHeight });
  return {
    cell: [Math.floor(index / arrangement.columns), index % arrangement.columns],
    frame,
    x: makeScale({ domain, length: frame[2], count: options.ticks, label, side: 'bottom' }),
    y: { domain: heights, ticks: [] },
    marks,
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
