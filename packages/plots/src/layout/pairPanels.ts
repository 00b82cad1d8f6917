import type { Mark, Panel, Scale } from '../figure.ts';
import type { Input } from '../input/input.ts';
import type { Parameter } from '../input/parameter.ts';
import { diagonal } from '../marks/diagonal.ts';
import type { PanelKind } from '../marks/kind.ts';
import { offDiagonal } from '../marks/offDiagonal.ts';
import { makeScale } from '../scale.ts';
import type { PairLayout } from './pairLayout.ts';

/** What the panels of a pair plot show. */
export interface Settings {
  readonly diagonal: readonly PanelKind[];
  readonly upper: readonly PanelKind[];
  readonly lower: readonly PanelKind[];
  readonly credibility: readonly number[];
  readonly bins: number | undefined;
}

/** A panel needs this much height for the number at the truth's line. */
export const labelledPanel = 64;
export const labelHeight = 16;

/** The panels of a pair plot, row by row. */
export function pairPanels(input: Input, settings: Settings, layout: PairLayout): Panel[] {
  const panels: Panel[] = [];
  for (let row = 0; row < layout.count; row++) {
    for (let column = 0; column < layout.count; column++) {
      if (row === column) panels.push(diagonalPanel(input, settings, layout, row));
      else if (row < column ? layout.hasUpper : layout.hasLower) {
        panels.push(planePanel(input, settings, layout, row, column));
      }
    }
  }
  return panels;
}

/** The scale across a panel; the outer ones have numbers and labels. */
export function across(
  input: Pick<Input, 'parameters'>,
  layout: PairLayout,
  row: number,
  column: number,
): Scale {
  const isOuter = layout.hasLower ? row === layout.count - 1 : row === column;
  const { domain, label, ticks } = input.parameters[column] as Parameter;
  const length = layout.frame(row, column)[2];
  return makeScale({ domain, length, count: ticks, ...(isOuter ? { side: 'bottom', label } : {}) });
}

function diagonalPanel(input: Input, settings: Settings, layout: PairLayout, index: number): Panel {
  const frame = layout.frame(index, index);
  const isLabelled = input.points.length === 1 && frame[3] >= labelledPanel;
  const { marks, domain } = diagonal(input, index, {
    kinds: settings.diagonal,
    bins: settings.bins,
    height: frame[3],
    labelHeight: isLabelled ? labelHeight : 0,
  });
  const x = across(input, layout, index, index);
  return { cell: [index, index], frame, x, y: { domain, ticks: [] }, marks };
}

function planePanel(
  input: Input,
  settings: Settings,
  layout: PairLayout,
  row: number,
  column: number,
): Panel {
  const frame = layout.frame(row, column);
  const kinds = row < column ? settings.upper : settings.lower;
  const marks: readonly Mark[] = offDiagonal(input, column, row, { ...settings, kinds });
  const y = upwards(input, layout, row, column);
  return { cell: [row, column], frame, x: across(input, layout, row, column), y, marks };
}

/** The scale up a panel, with numbers and labels at the outer side. */
export function upwards(
  input: Pick<Input, 'parameters'>,
  layout: PairLayout,
  row: number,
  column: number,
): Scale {
  const left = layout.hasLower && column === 0 ? 'left' : undefined;
  const side: Scale['side'] = !layout.hasLower && column === layout.count - 1 ? 'right' : left;
  const { domain, label, ticks } = input.parameters[row] as Parameter;
  const outer: Pick<Scale, 'side' | 'label' | 'labelOffset'> =
    side === undefined ? {} : { side, label, labelOffset: layout.labelOffset };
  return makeScale({ domain, length: layout.frame(row, column)[3], count: ticks, ...outer });
}
