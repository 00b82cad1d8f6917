import { type ConditionalGrid, pairsOf } from './conditionalGrid.ts';
import { must } from './errors.ts';
import type { Figure, Key, NoteLine } from './figure.ts';
import {
  type ConditionalInput,
  type ConditionalOptions,
  type LogDensities,
  readConditional,
} from './input/conditional.ts';
import { readCredibility } from './input/credibility.ts';
import { checkText, type DrawnPoint, drawnPoints } from './input/input.ts';
import { type Points, readPoints } from './input/points.ts';
import { checkNames, type Several } from './input/several.ts';
import { readSize, type SizeOptions } from './input/size.ts';
import { arrange, sideRoom } from './layout/arrange.ts';
import { conditionalPanels } from './layout/conditionalPanels.ts';
import { edge, leastPanel } from './layout/pairLayout.ts';
import { intervalLevel } from './marks/diagonal.ts';
import { type Block, block, flow } from './notes/block.ts';
import { levelKeys } from './notes/levelKeys.ts';
import { pointKeys } from './notes/notes.ts';
import { setKeys } from './notes/setKeys.ts';
import { planeCorrelation } from './statistics/conditional.ts';
import { label } from './text/label.ts';
import { fixed, formatPercent, formatWithin } from './text/number.ts';
import { plainText, splitShifted, words } from './text/text.ts';

/** What `conditionalPairPlot` takes. */
export interface ConditionalPairPlotOptions extends ConditionalOptions, SizeOptions {
  /** Masses of the regions of highest density. Default [0.5, 0.8, 0.95]. */
  readonly credibility?: readonly number[];
  /** More places to be marked beside the condition, such as the truth: one number a parameter of the grid. */
  readonly points?: Points;
  /** Names of these for the legend. Default: truth; for several: point 1, point 2, … */
  readonly pointLegend?: readonly string[];
  /** Drawn above the panels. Default: none, for a caption in the document. */
  readonly title?: string;
}

const where = 'conditionalPairPlot';
/** A legend line may be at least this long before it is broken. */
const legendWidth = 150;

/**
 * Conditional densities two by two: what one parameter, or two, may be when all others are held at the condition. On the
 * diagonal the density along a line with its central 90 %, above it the regions of 50, 80 and 95 % of a plane's mass
 * within the limits. Narrow where a {@link pairPlot} is wide means that parameters make up for one another.
 *
 * The density is evaluated by the caller, who may await it: {@link conditionalGrid} says where, `logProb` of a posterior
 * answers, and this draws. Constants that are left out of the log-densities do not matter.
 *
 * @param logProb a log-density for every row of `grid.theta`, −Infinity where there is none; or a list or record of such
 * lists to compare posteriors
 * @throws PlotError naming the argument that cannot be drawn
 * @example
 * import { conditionalGrid, conditionalPairPlot, toSvg } from '@sbi/plots';
 * const grid = conditionalGrid([0, 0], { limits: [-3, 3] });
 * const { data, rows } = grid.theta; // const logProb = await posterior.logProb(grid.theta);
 * const logProb = Array.from({ length: rows }, (_, i) => -(data[2 * i] ** 2 + data[2 * i + 1] ** 2) / 2);
 * console.log(toSvg(conditionalPairPlot(grid, logProb)).slice(0, 4)); // → <svg
 */
export function conditionalPairPlot(
  grid: ConditionalGrid,
  logProb: Several<LogDensities>,
  options: ConditionalPairPlotOptions = {},
): Figure {
  const input = readConditional(grid, logProb, options, intervalLevel, where);
  const credibility = readCredibility(options.credibility, 'credibility', where);
  checkText(options.title, 'title', where);
  const points = pointsOf(grid, options);
  const count = input.parameters.length;
  const side = Math.max(480, 48 * count);
  const [width, height] = readSize(options, side, count === 1 ? 240 : side, where);
  const room = sideRoom(input.parameters, Math.min(width, height) / (count + 1), false, count > 1);
  const shape = { count, width, height, hasLower: false, hasUpper: count > 1, ...room };
  const keys = keysOf(input, points, count > 1 ? credibility : []);
  const above = block(flow(keys, width - 2 * edge));
  const { layout, notes } = arrange(shape, options.title, noteForms(grid, input, keys), above);
  const rule = `give each panel ${leastPanel} pixels`;
  must(layout.size >= leastPanel, 'width and height', rule, `${width} × ${height}`, where);
  const names = input.parameters.map(({ label }) => plainText(label)).join(', ');
  return {
    width,
    height,
    title: options.title ?? `Conditional densities of ${names}`,
    ...(options.title === undefined ? {} : { heading: splitShifted(options.title) }),
    description: describe(grid, input, credibility),
    panels: conditionalPanels(input, points, credibility, layout),
    ...(notes === undefined ? {} : { notes }),
  };
}

/** The points of the caller, then the condition, as the parameters that vary have them. */
function pointsOf(grid: ConditionalGrid, options: ConditionalPairPlotOptions): DrawnPoint[] {
  const own = readPoints(options.points, grid.theta.columns, where);
  checkNames(options.pointLegend, 'pointLegend', own.length, 'point', where);
  const named = own.map(
    (_, i) => options.pointLegend?.[i] ?? (own.length === 1 ? 'truth' : `point ${i + 1}`),
  );
  const chosen = [...own, grid.condition].map((point) =>
    grid.subset.map((column) => point[column] ?? Number.NaN),
  );
  return drawnPoints(chosen, [...named, 'condition']);
}

function keysOf(
  input: ConditionalInput,
  points: readonly DrawnPoint[],
  credibility: readonly number[],
): Key[] {
  const { sets } = input;
  const regions = sets.length === 1 ? levelKeys(credibility, sets[0]?.tone ?? 'draws-0') : [];
  return [...setKeys(sets, 'area'), ...regions, ...pointKeys({ points })];
}

/** The fullest form has the values of the condition, those of parameters that do not vary too. */
function noteForms(grid: ConditionalGrid, input: ConditionalInput, keys: readonly Key[]): Block[] {
  const legend = flow(keys, legendWidth);
  const held = grid.condition.flatMap((value, column): NoteLine[] => {
    const varied = grid.subset.indexOf(column);
    const name = grid.theta.names?.[column] ?? `theta_${column + 1}`;
    const shown = varied >= 0 ? (input.parameters[varied]?.label ?? []) : label(name);
    const [low, high] = grid.limits[column] ?? [0, 1];
    const number = words(formatWithin(value, (high - low) / 30));
    return [{ type: 'cells', cells: [shown, number], tones: [] }];
  });
  const head: NoteLine = { type: 'cells', cells: [words('condition')], tones: ['axis'] };
  return [block([head, ...held, { type: 'space' }, ...legend]), block(legend)];
}

function describe(grid: ConditionalGrid, input: ConditionalInput, credibility: readonly number[]): string {
  const masses = [...credibility].reverse().map(formatPercent).join(', ');
  const at = grid.condition.map((value) => Number(value.toPrecision(4))).join(', ');
  const sets = input.sets.map((set) => {
    const name = set.label === undefined ? '' : `${plainText(set.label)}: `;
    const parts = set.lines.map(({ median, interval }, i) => {
      const [at0, low, high] = [median, ...interval].map((value) =>
        formatWithin(value, (interval[1] - interval[0]) / 3.3),
      );
      const shown = plainText(input.parameters[i]?.label ?? []);
      return `${shown} median ${at0}, 90\u00a0% interval ${low} to ${high}`;
    });
    const correlations = pairsOf(input.parameters.map((_, i) => i)).map(([x, y]) => {
      const [first, second] = [x, y].map((i) => plainText(input.parameters[i]?.label ?? []));
      return `${first} and ${second} ${fixed(planeCorrelation(set.plane(x, y)), 2)}`;
    });
    const pairs = correlations.length === 0 ? '' : ` Conditional correlations: ${correlations.join(', ')}.`;
    return `${name}${parts.join('; ')}.${pairs}`;
  });
  const start = `On the diagonal densities of single parameters, all others held at ${at}. Above the diagonal`;
  return `${start} regions of two that hold ${masses} of their conditional mass within the limits. ${sets.join(' ')}`.replaceAll(
    /-(?=\d)/g,
    '−',
  );
}
