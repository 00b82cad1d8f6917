import { must, show } from './errors.ts';
import type { Figure, Notes } from './figure.ts';
import { checkText, type Input, readInput, type SamplesOptions } from './input/input.ts';
import type { Several } from './input/several.ts';
import { readCount, readSize, type SizeOptions } from './input/size.ts';
import type { Series } from './input/table.ts';
import { describePairs, titleOf } from './layout/describe.ts';
import {
  axisHeight,
  edge,
  leastPanel,
  type PairLayout,
  pairLayout,
  placeNotes,
} from './layout/pairLayout.ts';
import { pairPanels, type Settings } from './layout/pairPanels.ts';
import { isEmpty, type PanelKinds, readKinds } from './marks/kind.ts';
import { hasRegions } from './marks/offDiagonal.ts';
import type { Block } from './notes/block.ts';
import { legendRows, type NotesOptions, noteForms } from './notes/notes.ts';
import { makeScale, widestLabel } from './scale.ts';
import { headingSize, measure } from './text/measure.ts';
import { splitShifted, words } from './text/text.ts';

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
  /** About how many numbers an axis has. Default 3. */
  readonly ticks?: number;
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
  const room = sideRoom(input, settings.ticks, Math.min(width, height) / (count + 1), hasLower, hasUpper);
  const shape = { count, width, height, hasLower, hasUpper, ...room };
  const { layout, notes } = arrange(shape, options.title, input, notesOptions);
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
    credibility: readCredibility(options.credibility, where),
    bins: options.bins === undefined ? undefined : readCount(options.bins, 1, [1, 400], 'bins', where),
    ticks: readCount(options.ticks, 3, [1, 10], 'ticks', where),
  };
}

function readCredibility(levels: readonly number[] = [0.5, 0.8, 0.95], where: string): number[] {
  const isList = Array.isArray(levels) && levels.length >= 1 && levels.length <= 5;
  must(isList, 'credibility', 'be a list of 1 to 5 masses', show(levels), where);
  const areMasses = levels.every((level) => typeof level === 'number' && level > 0 && level < 1);
  must(areMasses, 'credibility', 'lie between 0 and 1', show(levels), where);
  return [...levels].sort((a, b) => b - a);
}

function readNotes(lines: readonly string[] = [], where: string): readonly string[] {
  must(Array.isArray(lines), 'notes', 'be a list of lines', show(lines), where);
  for (const line of lines) checkText(line, 'notes', where);
  return lines;
}

/** Room for the numbers and labels of the upright axis, in panels of about this size. */
function sideRoom(
  input: Input,
  ticks: number,
  panel: number,
  hasLower: boolean,
  hasUpper: boolean,
): { side: number; labelOffset: number } {
  if (!hasLower && !hasUpper) return { side: 0, labelOffset: 0 };
  const shown = hasLower ? input.parameters.slice(1) : input.parameters.slice(0, -1);
  const scales = shown.map(({ domain, label }) => makeScale({ domain, length: panel, count: ticks, label }));
  const numbers = Math.max(
    ...scales.flatMap((scale) => scale.ticks.map((tick) => measure(words(tick.label)))),
  );
  const labels = Math.max(...scales.map((scale) => measure(scale.label ?? [])));
  const labelOffset = 4 + 11 + numbers;
  return { side: Math.ceil(labelOffset + (labels > widestLabel ? 14 : labels)), labelOffset };
}

/** Finds the fullest form of the notes that fits beside the panels; what fits nowhere is a legend above them. */
function arrange(
  shape: Omit<PairLayout, 'size' | 'frame' | 'top'>,
  title: string | undefined,
  input: Input,
  options: NotesOptions,
): { layout: PairLayout; notes: Notes | undefined } {
  const forms = noteForms(input, options);
  const top = edge + (title === undefined ? 0 : headingSize + 10);
  const layout = pairLayout({ ...shape, top });
  if (shape.count === 1) return beside(layout, forms[0] as Block);
  for (const form of forms) {
    const frame = placeNotes(layout, form.width, form.height);
    if (frame !== undefined) return { layout, notes: { frame, columns: form.columns, lines: form.lines } };
  }
  const legend = legendRows(input, shape.width - 2 * edge, options);
  if (legend.lines.length === 0) return { layout, notes: undefined };
  const lower = pairLayout({ ...shape, top: top + legend.height + 6 });
  const frame = [lower.frame(0, 0)[0], top, legend.width, legend.height] as const;
  return { layout: lower, notes: { frame, columns: legend.columns, lines: legend.lines } };
}

/** A single parameter: one wide panel, the notes at its right. */
function beside(layout: PairLayout, form: Block): { layout: PairLayout; notes: Notes | undefined } {
  const height = layout.height - layout.top - axisHeight - edge;
  const width = layout.width - form.width - 4 * edge;
  const hasNotes = width >= 120 && form.height <= height + axisHeight;
  const frame = [edge, layout.top, hasNotes ? width : layout.width - 2 * edge, height] as const;
  const left = layout.width - form.width - edge;
  return {
    layout: { ...layout, size: Math.min(width, height), frame: () => frame },
    notes: hasNotes
      ? { frame: [left, layout.top, form.width, form.height], columns: form.columns, lines: form.lines }
      : undefined,
  };
}
