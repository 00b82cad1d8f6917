import type { Figure, Key, NoteLine, Notes } from '../figure.ts';
import { block, flow } from '../notes/block.ts';
import { headingSize } from '../text/measure.ts';
import { splitShifted, words } from '../text/text.ts';
import { edge } from './pairLayout.ts';

/** What stands above the panels: the title, and the legend in as few rows as fit. */
export interface Header {
  readonly heading: Pick<Figure, 'heading'>;
  readonly notes: Pick<Figure, 'notes'>;
  /** Where the panels may begin, in pixels from the top. */
  readonly bottom: number;
}

/** Lays title and legend, and lines of words under it. */
export function header(
  title: string | undefined,
  keys: readonly Key[],
  width: number,
  lines: readonly string[] = [],
): Header {
  const top = edge + (title === undefined ? 0 : headingSize + 10);
  const heading = title === undefined ? {} : { heading: splitShifted(title) };
  if (keys.length + lines.length === 0) return { heading, notes: {}, bottom: top };
  const texts = lines.map((line): NoteLine => ({ type: 'text', text: words(line) }));
  const legend = block([...flow(keys, width - 2 * edge), ...texts]);
  const notes: Notes = {
    frame: [edge, top, legend.width, legend.height],
    columns: legend.columns,
    lines: legend.lines,
  };
  return { heading, notes: { notes }, bottom: top + legend.height + 6 };
}
