import { type Figure, pairPlot } from '@sbi/plots';
import type { PictureParts } from './protocol.ts';

/** The pair plot as a figure for paper. */
export function figureOf({ draws, support, limits, truth }: PictureParts): Figure {
  return pairPlot(draws, {
    ...(truth && { points: [truth] }),
    bounds: support.map(([low, high]): [number, number] => [low, high]),
    limits: limits.map(([low, high]): [number, number] => [low, high]),
  });
}
