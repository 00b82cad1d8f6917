import type { PredictedReport } from '../live/protocol.ts';
import type { Sketch } from '../problems/pageProblem.ts';

/** What a drawing of an observation is made from, and tells about the hand. */
export interface Chart<S extends Sketch = Sketch> {
  readonly sketch: S;
  readonly x: Float32Array;
  readonly predicted: PredictedReport | undefined;
  /** Of the drawing, in pixels. */
  readonly width: number;
  /** Another observation; `moving` until the hand lets go. */
  change(x: Float32Array, moving: boolean): void;
}

/** The same x but for one entry. */
export function replaced(x: Float32Array, entries: Readonly<Record<number, number>>): Float32Array {
  const next = x.slice();
  for (const [j, value] of Object.entries(entries)) next[Number(j)] = value;
  return next;
}
