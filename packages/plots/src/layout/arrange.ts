import type { Notes } from '../figure.ts';
import type { Parameter } from '../input/parameter.ts';
import type { Block } from '../notes/block.ts';
import { makeScale } from '../scale.ts';
import { headingSize } from '../text/measure.ts';
import { uprightRoom } from './multiples.ts';
import { axisHeight, edge, type PairLayout, pairLayout, placeNotes } from './pairLayout.ts';

/** Room for the numbers and labels of the upright axis, in panels of about this size. */
export function sideRoom(
  parameters: readonly Parameter[],
  panel: number,
  hasLower: boolean,
  hasUpper: boolean,
): { side: number; labelOffset: number } {
  if (!hasLower && !hasUpper) return { side: 0, labelOffset: 0 };
  const shown = hasLower ? parameters.slice(1) : parameters.slice(0, -1);
  return uprightRoom(
    shown.map(({ domain, label, ticks }) => makeScale({ domain, length: panel, count: ticks, label })),
  );
}

/**
 * Finds the fullest form of the notes that fits beside the panels; what fits nowhere is a legend above them.
 *
 * @param forms the fullest first
 * @param above the legend in rows, for a place above the panels
 */
export function arrange(
  shape: Omit<PairLayout, 'size' | 'frame' | 'top'>,
  title: string | undefined,
  forms: readonly Block[],
  above: Block,
): { layout: PairLayout; notes: Notes | undefined } {
  const top = edge + (title === undefined ? 0 : headingSize + 10);
  const layout = pairLayout({ ...shape, top });
  if (shape.count === 1) return beside(layout, forms[0] ?? above);
  for (const form of forms) {
    const frame = placeNotes(layout, form.width, form.height);
    if (frame !== undefined) return { layout, notes: { frame, columns: form.columns, lines: form.lines } };
  }
  if (above.lines.length === 0) return { layout, notes: undefined };
  const lower = pairLayout({ ...shape, top: top + above.height + 6 });
  const frame = [lower.frame(0, 0)[0], top, above.width, above.height] as const;
  return { layout: lower, notes: { frame, columns: above.columns, lines: above.lines } };
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
