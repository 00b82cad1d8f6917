import { type Figure, toTerminal } from '@sbi/plots';
import type { Screen } from './screen.ts';

/** A figure as text, as wide as the window. */
export function drawIn({ columns, colors }: Screen, figure: Figure): string {
  return toTerminal(figure, { columns, color: colors.isColorSupported }).trimEnd();
}
