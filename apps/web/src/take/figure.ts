import { type Figure, pairPlot } from '@sbi/plots';
import type { PictureParts } from './protocol.ts';

/** So wide that the name of a parameter has room. */
const PANEL = 96;

/** The pair plot as a figure for paper. */
export function figureOf({ draws, support, limits, truth }: PictureParts): Figure {
  const side = Math.max(480, PANEL * draws.columns);
  return pairPlot(draws, {
    ...{ width: side, height: side },
    ...(truth && { points: [truth] }),
    bounds: support.map(([low, high]): [number, number] => [low, high]),
    limits: limits.map(([low, high]): [number, number] => [low, high]),
  });
}
