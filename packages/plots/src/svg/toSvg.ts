import { must, show } from '../errors.ts';
import type { Figure, Panel } from '../figure.ts';
import { fontSize, headingSize } from '../text/measure.ts';
import { drawAxes } from './axes.ts';
import { drawMark } from './marks.ts';
import { drawNotes } from './notes.ts';
import { makePaint, type Paint, type ThemeName } from './paint.ts';
import { drawText } from './text.ts';
import type { Theme } from './theme.ts';
import { element, escapeXml } from './write.ts';

/**
 * The figure as an SVG document: text to be selected, a title and a description for screen readers, no script, no ids,
 * no outside resource. It may be written to a file or put into a page as it is.
 *
 * @param theme `auto` (light, or dark where the reader prefers it; the default), `light`, `dark`, or colours of your own
 * @throws PlotError for an unknown theme
 * @example
 * import { pairPlot, toSvg } from '@sbi/plots';
 * console.log(toSvg(pairPlot([[0.1, 1.2], [0.3, 0.9], [0.2, 1.1]]), 'light').slice(0, 4)); // → <svg
 */
export function toSvg(figure: Figure, theme: ThemeName | Theme = 'auto'): string {
  const isKnown = typeof theme === 'object' ? theme !== null : ['auto', 'light', 'dark'].includes(theme);
  must(isKnown, 'theme', "be 'auto', 'light', 'dark' or a Theme", show(theme), 'toSvg');
  const paint = makePaint(theme);
  const { width, height } = figure;
  const head = [
    element('title', {}, escapeXml(figure.title)),
    element('desc', {}, escapeXml(figure.description)),
    paint.style === '' ? '' : element('style', {}, paint.style),
  ];
  const content = [
    element('rect', { class: paint.rootClass && 'paper', width, height, fill: paint.theme.paper }),
    figure.heading === undefined ? '' : drawText(paint, figure.heading, { x: 8, y: 20, size: headingSize }),
    ...figure.panels.map((panel) => drawPanel(paint, panel)),
    figure.notes === undefined ? '' : drawNotes(paint, figure.notes),
  ];
  const ink = paint.fill('ink');
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    role: 'img',
    class: paint.rootClass,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': paint.theme.font,
    'font-size': fontSize,
  };
  const drawing = element('g', ink, `\n${content.filter(Boolean).join('\n')}\n`);
  return `${element('svg', attributes, `\n${[...head, drawing].filter(Boolean).join('\n')}\n`)}\n`;
}

/** Marks in a nested svg, which clips them at the frame without an id. */
function drawPanel(paint: Paint, panel: Panel): string {
  const [x, y, width, height] = panel.frame;
  const marks = panel.marks.map((mark) => drawMark(paint, panel, mark)).join('\n');
  const inner = marks === '' ? '' : element('svg', { x, y, width, height, overflow: 'hidden' }, marks);
  const captions = (panel.caption ?? []).map(({ text, tone }, i, all) =>
    drawText(paint, text, { x, y: y - 7 - (all.length - 1 - i) * 15, tone }),
  );
  return inner + drawAxes(paint, panel) + captions.join('');
}
