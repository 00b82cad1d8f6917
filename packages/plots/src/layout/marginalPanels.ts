import { must } from '../errors.ts';
import type { Caption, Figure, Frame, Notes, Panel } from '../figure.ts';
import type { Input } from '../input/input.ts';
import type { Parameter } from '../input/parameter.ts';
import { readSize, type SizeOptions } from '../input/size.ts';
import { diagonal } from '../marks/diagonal.ts';
import type { PanelKind } from '../marks/kind.ts';
import { legendRows } from '../notes/notes.ts';
import { makeScale } from '../scale.ts';
import { headingSize } from '../text/measure.ts';
import { splitShifted } from '../text/text.ts';
import { axisHeight, edge, leastPanel } from './pairLayout.ts';

export interface MarginalSettings extends SizeOptions {
  readonly title: string | undefined;
  readonly kinds: readonly PanelKind[];
  readonly bins: number | undefined;
  /** Lines above each panel, as many for each. */
  readonly captions: readonly (readonly Caption[])[];
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

/** Panels of single parameters in rows, under the title and the legend. */
export function marginalPanels(
  input: Input,
  settings: MarginalSettings,
  where: string,
): Pick<Figure, 'width' | 'height' | 'heading' | 'panels' | 'notes'> {
  const { title, captions } = settings;
  const [width] = readSize(settings, 480, 480, where);
  const arrangement = arrange(input, settings, width, where);
  return {
    width,
    height: arrangement.height,
    ...(title === undefined ? {} : { heading: splitShifted(title) }),
    panels: input.parameters.map((parameter, i) => {
      const panel = panelOf(input, i, parameter, arrangement, settings);
      return captions[i] === undefined ? panel : { ...panel, caption: captions[i] };
    }),
    ...(arrangement.notes === undefined ? {} : { notes: arrangement.notes }),
  };
}

function arrange(input: Input, settings: MarginalSettings, width: number, where: string): Arrangement {
  const rows = Math.ceil(input.parameters.length / mostColumns);
  const columns = Math.ceil(input.parameters.length / rows);
  const legend = legendRows(input, width - 2 * edge);
  const above = edge + (settings.title === undefined ? 0 : headingSize + 10);
  const top = above + (legend.lines.length === 0 ? 0 : legend.height + 6);
  const lines = settings.captions[0]?.length ?? 0;
  const caption = lines === 0 ? 0 : lines * captionHeight + 2;
  const outside = caption + axisHeight + edge;
  const [, height] = readSize(settings, 480, Math.round(top + rows * (panelHeight + outside)), where);
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
  { domain, label, ticks }: Parameter,
  arrangement: Arrangement,
  settings: MarginalSettings,
): Panel {
  const frame = arrangement.frame(index);
  const labelHeight = input.points.length === 1 ? captionHeight : 0;
  const { marks, domain: heights } = diagonal(input, index, { ...settings, height: frame[3], labelHeight });
  return {
    cell: [Math.floor(index / arrangement.columns), index % arrangement.columns],
    frame,
    x: makeScale({ domain, length: frame[2], count: ticks, label, side: 'bottom' }),
    y: { domain: heights, ticks: [] },
    marks,
  };
}
