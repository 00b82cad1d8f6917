import { must, show } from '../errors.ts';
import type { Figure, Panel } from '../figure.ts';
import { plainText } from '../text/text.ts';
import { cut, drawAxes, numberColumns, outerRows, sideColumns } from './axes.ts';
import { type Canvas, isFree, makeCanvas, print, write } from './canvas.ts';
import { drawMarks } from './marks.ts';
import { layNotes, type NoteText, writeNotes } from './notes.ts';
import type { Box } from './target.ts';

/** What `toTerminal` takes. */
export interface TerminalOptions {
  /** Width of the page, 40 to 200. Default 80. */
  readonly columns?: number;
  /** Whether to write ANSI colours; without them nothing is lost. Default false. */
  readonly color?: boolean;
}

/** Panels are not drawn higher than this, however wide the page. */
const mostRows = 26;

/** Where everything stands on the page. */
interface Page {
  readonly box: (panel: Panel) => Box;
  readonly rows: number;
}

/**
 * The figure as text for a terminal: densities and regions in braille dots of three densities, counts in blocks, axis
 * numbers, the truth as `┃` and `◆`, legend and numbers beside or below.
 *
 * @throws PlotError for a width that cannot be
 * @example
 * import { pairPlot, toTerminal } from '@sbi/plots';
 * const text = toTerminal(pairPlot([[0.1, 1.2], [0.3, 0.9], [0.2, 1.1]]), { columns: 60 });
 * console.log(text.split('\n').length > 20); // → true
 */
export function toTerminal(figure: Figure, options: TerminalOptions = {}): string {
  const { columns = 80, color = false } = options;
  const isWidth = Number.isInteger(columns) && columns >= 40 && columns <= 200;
  must(isWidth, 'columns', 'be a whole number, 40 to 200', show(columns), 'toTerminal');
  const page = layPage(figure, columns);
  const notes = figure.notes === undefined ? undefined : layNotes(figure.notes, columns);
  const canvas = makeCanvas(columns, page.rows + (notes === undefined ? 0 : notes.lines.length + 1));
  write(canvas, figure.heading === undefined ? figure.title : plainText(figure.heading), 0, 0);
  const numbers = numberColumns(figure.panels);
  for (const panel of figure.panels) {
    const box = page.box(panel);
    drawAxes(canvas, panel, box, numbers, isAlone(figure, panel) ? columns : box.width);
    drawMarks(canvas, panel, box);
    drawCaptions(canvas, panel, box);
  }
  if (notes !== undefined) placeNotes(canvas, notes, page.rows);
  return print(canvas, color);
}

/** Whether no other panel of the row has a label under it. */
function isAlone({ panels }: Figure, { cell }: Panel): boolean {
  return panels.filter((other) => other.cell[0] === cell[0] && other.x.side === 'bottom').length < 2;
}

function layPage({ panels }: Figure, columns: number): Page {
  const across = 1 + Math.max(...panels.map(({ cell }) => cell[1]));
  const down = 1 + Math.max(...panels.map(({ cell }) => cell[0]));
  const [left, right] = [sideColumns(panels, 'left'), sideColumns(panels, 'right')];
  const gap = across > 5 ? 1 : 2;
  const panelColumns = Math.floor((columns - left - right - (across - 1) * gap) / across);
  const [, , width = 1, height = 1] = panels[0]?.frame ?? [];
  const panelRows = Math.max(2, Math.min(mostRows, Math.round((panelColumns * height) / width / 2)));
  const captions = Math.max(...panels.map((panel) => panel.caption?.length ?? 0));
  const rowHeights = Array.from({ length: down }, (_, row) => {
    const isOuter = panels.some(({ cell, x }) => cell[0] === row && x.side === 'bottom');
    const isStaircase =
      panels.some(({ cell }) => cell[0] === row + 1) && across === down && !hasLower(panels);
    return captions + panelRows + (isOuter && !isStaircase ? outerRows : 1);
  });
  const tops = rowHeights.map(
    (_, row) => 1 + captions + rowHeights.slice(0, row).reduce((sum, rows) => sum + rows, 0),
  );
  const box = ({ cell }: Panel): Box => ({
    column: left + cell[1] * (panelColumns + gap),
    row: tops[cell[0]] ?? 0,
    width: panelColumns,
    height: panelRows,
  });
  return { box, rows: 1 + rowHeights.reduce((sum, rows) => sum + rows, 0) };
}

/** In a staircase of panels, numbers and labels stand in the free place under the diagonal. */
function hasLower(panels: readonly Panel[]): boolean {
  return panels.some(({ cell }) => cell[0] > cell[1]);
}

function drawCaptions(canvas: Canvas, { caption = [] }: Panel, box: Box): void {
  for (const [i, { text, tone }] of caption.entries()) {
    write(canvas, cut(plainText(text), box.width), box.column, box.row - caption.length + i, tone);
  }
}

/** In the lower left corner or the upper right one where they are free, else below. */
function placeNotes(canvas: Canvas, notes: NoteText, rows: number): void {
  const { width } = notes;
  const height = notes.lines.length;
  const low = rows - height;
  const right = canvas.columns - width;
  if (isFree(canvas, 0, low - 1, width + 1, height + 1)) writeNotes(canvas, notes, 0, low);
  else if (isFree(canvas, right - 2, 1, width + 2, height + 1)) writeNotes(canvas, notes, right, 1);
  else writeNotes(canvas, notes, 0, rows + 1);
}
