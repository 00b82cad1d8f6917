import { must, show } from './errors.ts';
import type { Figure } from './figure.ts';
import { readCredibility } from './input/credibility.ts';
import { checkText, type Input, readInput, type SamplesOptions } from './input/input.ts';
import type { Several } from './input/several.ts';
import { readCount, readSize, type SizeOptions } from './input/size.ts';
import type { Series } from './input/table.ts';
import { arrange, sideRoom } from './layout/arrange.ts';
import { describePairs, titleOf } from './layout/describe.ts';
import { edge, leastPanel } from './layout/pairLayout.ts';
import { pairPanels, type Settings } from './layout/pairPanels.ts';
import { isEmpty, type PanelKinds, readKinds } from './marks/kind.ts';
import { hasRegions } from './marks/offDiagonal.ts';
import { legendRows, type NotesOptions, noteForms } from './notes/notes.ts';
import { splitShifted } from './text/text.ts';

/** What `pairPlot` takes. */
export interface PairPlotOptions extends SamplesOptions, SizeOptions {
  /** Default `kde`. */
  readonly diagonal?: PanelKinds;
  /** Default `contour`. */
  readonly upper?: PanelKinds;
  /** Default `none`: legend and numbers stand there. */
  readonly lower?: PanelKinds;
  /** Masses of the regions of highest density. Default [0.5, 0.8, 0.95]. */
  readonly credibility?: readonly number[];
  /** Bins of histograms. Default: Freedman and Diaconis' rule. */
  readonly bins?: number;
  /** Whether mean ± sd and the 90 % interval are written where there is room. Default true. */
  readonly numbers?: boolean;
  /** More lines for the notes, such as the acceptance rate. */
  readonly notes?: readonly string[];
}

/**
 * Draws of all parameters two by two: densities with their 90 % interval on the diagonal, regions of 50, 80 and 95 %
 * credible mass above it, points (such as the truth) marked in all panels.
 *
 * Densities are Gaussian kernel estimates (Botev et al. 2010) corrected at `bounds`; regions are those of highest
 * density. Rows with NaN or infinity are left out and counted.
 *
 * @param samples a table `{ data, rows, columns, names? }`, a list of rows, or a list or record of these to lie over one another
 * @throws PlotError naming the argument that cannot be drawn
 * @example
 * import { pairPlot, toSvg } from '@sbi/plots';
 * const figure = pairPlot([[0.1, 1.2], [0.3, 0.9], [0.2, 1.1]], { points: [0.2, 1] });
 * console.log(toSvg(figure).slice(0, 4)); // → <svg
 */
export function pairPlot(samples: Several<Series>, options: PairPlotOptions = {}): Figure {
  const where = 'pairPlot';
  const input = readInput(samples, options, where);
  const settings = readSettings(options, input, where);
  const count = input.parameters.length;
  const side = Math.max(480, 48 * count);
  const [width, height] = readSize(options, side, count === 1 ? 240 : side, where);
  const hasLower = !isEmpty(settings.lower) && count > 1;
  const hasUpper = !isEmpty(settings.upper) && count > 1;
  const hasContours = [...settings.upper, ...settings.lower].includes('contour') && hasRegions(input);
  const notesOptions: NotesOptions = {
    credibility: hasContours ? settings.credibility : [],
    lines: readNotes(options.notes, where),
    hasNumbers: options.numbers ?? true,
  };
  const room = sideRoom(input.parameters, Math.min(width, height) / (count + 1), hasLower, hasUpper);
  const shape = { count, width, height, hasLower, hasUpper, ...room };
  const above = legendRows(input, width - 2 * edge, notesOptions);
  const { layout, notes } = arrange(shape, options.title, noteForms(input, notesOptions), above);
  must(
    layout.size >= leastPanel,
    'width and height',
    `give each panel ${leastPanel} pixels`,
    `${width} × ${height}`,
    where,
  );
  return {
    width,
    height,
    title: options.title ?? titleOf(input),
    ...(options.title === undefined ? {} : { heading: splitShifted(options.title) }),
    description: describePairs(input, settings, { hasLower, hasUpper }),
    panels: pairPanels(input, settings, layout),
    ...(notes === undefined ? {} : { notes }),
  };
}

function readSettings(options: PairPlotOptions, input: Input, where: string): Settings {
  const sets = input.sets.length;
  return {
    diagonal: readKinds(options.diagonal, 'kde', 'diagonal', sets, where),
    upper: readKinds(options.upper, 'contour', 'upper', sets, where),
    lower: readKinds(options.lower, 'none', 'lower', sets, where),
    credibility: readCredibility(options.credibility, 'credibility', where),
    bins: options.bins === undefined ? undefined : readCount(options.bins, 1, [1, 400], 'bins', where),
  };
}

function readNotes(lines: readonly string[] = [], where: string): readonly string[] {
  must(Array.isArray(lines), 'notes', 'be a list of lines', show(lines), where);
  for (const line of lines) checkText(line, 'notes', where);
  return lines;
}
