import type { Mark, Panel } from '../figure.ts';
import type { ConditionalInput, ConditionalSet } from '../input/conditional.ts';
import type { DrawnPoint } from '../input/input.ts';
import { peak } from '../marks/curve.ts';
import { densityMarks, densityTop } from '../marks/diagonal.ts';
import { regions } from '../marks/offDiagonal.ts';
import { formatAt, precisionOf } from '../text/number.ts';
import { words } from '../text/text.ts';
import type { PairLayout } from './pairLayout.ts';
import { across, labelHeight, labelledPanel, upwards } from './pairPanels.ts';

/** The panels of a conditional pair plot: lines on the diagonal, planes above it. */
export function conditionalPanels(
  input: ConditionalInput,
  points: readonly DrawnPoint[],
  credibility: readonly number[],
  layout: PairLayout,
): Panel[] {
  const panels: Panel[] = [];
  for (let row = 0; row < layout.count; row++) {
    panels.push(linePanel(input, points, layout, row));
    for (let column = row + 1; column < layout.count; column++) {
      const frame = layout.frame(row, column);
      const isShared = input.sets.length > 1;
      const marks = input.sets.flatMap((set) => regions(set, set.plane(column, row), credibility, isShared));
      panels.push({
        cell: [row, column],
        frame,
        x: across(input, layout, row, column),
        y: upwards(input, layout, row, column),
        marks: [...marks, ...points.map((point) => markerAt(point, column, row))],
      });
    }
  }
  return panels;
}

function linePanel(
  input: ConditionalInput,
  points: readonly DrawnPoint[],
  layout: PairLayout,
  index: number,
): Panel {
  const frame = layout.frame(index, index);
  const { domain } = input.parameters[index] ?? { domain: [0, 1] };
  const isLabelled = points.length === 1 && frame[3] >= labelledPanel;
  const lines = input.sets.map((set) => set.lines[index] as ConditionalSet['lines'][number]);
  const top = Math.max(...lines.map((line) => peak(line, domain))) || 1;
  const marks = lines.flatMap((line, k) => densityMarks(input.sets[k] as ConditionalSet, line, line));
  const [first] = lines;
  const spread = first === undefined ? 1 : (first.interval[1] - first.interval[0]) / 3.3;
  return {
    cell: [index, index],
    frame,
    x: across(input, layout, index, index),
    y: { domain: [0, densityTop(top, frame[3], isLabelled ? labelHeight : 0)], ticks: [] },
    marks: [...marks, ...points.map((point) => ruleAt(point, index, isLabelled ? spread : 0))],
  };
}

/** A point as a line, with its number where there is room. */
function ruleAt({ values, tone, style }: DrawnPoint, index: number, spread: number): Mark {
  const at = values[index] ?? Number.NaN;
  const precision = precisionOf(at, spread);
  const label = spread > 0 && precision.exponent === 0 ? { label: words(formatAt(at, precision)) } : {};
  return { type: 'rule', axis: 'x', at, tone, dash: style, ...label };
}

function markerAt({ values, tone, style }: DrawnPoint, column: number, row: number): Mark {
  const [x, y] = [values[column] ?? Number.NaN, values[row] ?? Number.NaN];
  return { type: 'marker', x, y, tone, shape: style };
}
