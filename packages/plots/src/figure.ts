import type { Text } from './text/text.ts';

/** Where something stands in the figure, in pixels of 1/96 inch. */
export type Frame = readonly [left: number, top: number, width: number, height: number];

/**
 * What a colour is for; the theme says which colour that is. `draws-0` is the first sample set, `point-0` the first
 * point (the truth).
 */
export type Tone = 'ink' | 'axis' | 'faint' | `draws-${number}` | `point-${number}`;

/** A drawing in plain objects: panels of marks over scales. Renderers turn it into text or pixels. */
export interface Figure {
  /** In pixels of 1/96 inch: 480 is five inches. */
  readonly width: number;
  readonly height: number;
  /** What is shown, for readers of the page and of the screen alike. */
  readonly title: string;
  /** The title as drawn above the panels; absent when the caption is left to the document. */
  readonly heading?: Text;
  /** The figure in words: what is drawn, of how much, and the numbers. */
  readonly description: string;
  readonly panels: readonly Panel[];
  /** Legend and numbers. */
  readonly notes?: Notes;
}

/** One pair of axes with what is drawn over them. */
export interface Panel {
  /** Place in the grid of panels. */
  readonly cell: readonly [row: number, column: number];
  readonly frame: Frame;
  readonly x: Scale;
  readonly y: Scale;
  readonly marks: readonly Mark[];
  /** A line of text above the panel. */
  readonly caption?: readonly Caption[];
}

/** A line of text above a panel. */
export interface Caption {
  readonly text: Text;
  readonly tone: Tone;
}

/** An interval of numbers along one side of a panel. */
export interface Scale {
  readonly domain: readonly [low: number, high: number];
  readonly ticks: readonly Tick[];
  readonly label?: Text;
  /** Where the numbers and the label are written; absent: nowhere. */
  readonly side?: 'bottom' | 'left' | 'right';
  /** From an upright axis to its label, in pixels, so that labels under one another are in line. */
  readonly labelOffset?: number;
}

/** A number on an axis, and where it stands. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** A closed curve in data coordinates. */
export type Ring = readonly (readonly [x: number, y: number])[];

/** What can be drawn. `strength` goes from 0 (paper) to 1 (full colour); `dash` counts line styles, 0 is solid. */
export type Mark =
  /** The area between y = 0 and a curve. */
  | {
      readonly type: 'area';
      readonly x: ArrayLike<number>;
      readonly y: ArrayLike<number>;
      readonly tone: Tone;
      readonly strength: number;
    }
  /** The area between two curves over the same x. */
  | {
      readonly type: 'band';
      readonly x: ArrayLike<number>;
      readonly low: ArrayLike<number>;
      readonly high: ArrayLike<number>;
      readonly tone: Tone;
      readonly strength: number;
      /** Share of the draws between the curves, where the band stands for one. */
      readonly level?: number;
    }
  /** Upright strokes, one at each x, from `low` to `high`. */
  | {
      readonly type: 'intervals';
      readonly x: ArrayLike<number>;
      readonly low: ArrayLike<number>;
      readonly high: ArrayLike<number>;
      readonly tone: Tone;
      readonly strength: number;
    }
  /** A curve through the points; NaN in y interrupts it. */
  | {
      readonly type: 'line';
      readonly x: ArrayLike<number>;
      readonly y: ArrayLike<number>;
      readonly tone: Tone;
      readonly dash?: number;
    }
  /** A region of the plane, rings by the even-odd rule; `strength` 0 draws only the outline. */
  | {
      readonly type: 'region';
      readonly rings: readonly Ring[];
      readonly tone: Tone;
      readonly strength: number;
      readonly outline?: boolean;
      readonly dash?: number;
      /** Credible mass inside, where the region stands for one. */
      readonly level?: number;
    }
  /** A grid of cells, values row by row from the lowest y, each drawn in proportion to the largest. */
  | {
      readonly type: 'cells';
      readonly x: ArrayLike<number>;
      readonly y: ArrayLike<number>;
      readonly values: ArrayLike<number>;
      readonly tone: Tone;
    }
  | {
      readonly type: 'dots';
      readonly x: ArrayLike<number>;
      readonly y: ArrayLike<number>;
      readonly tone: Tone;
      readonly strength: number;
      /** Diameter in pixels. Default: smaller the more dots there are. */
      readonly size?: number;
    }
  /** Words at a place of the panel: 0 is its left or bottom side, 1 its right or top. */
  | {
      readonly type: 'words';
      readonly text: Text;
      readonly at: readonly [across: number, up: number];
      readonly anchor: 'start' | 'middle' | 'end';
      readonly tone: Tone;
    }
  /** Short upright strokes on the bottom line; `height` is a fraction of the panel. */
  | {
      readonly type: 'strokes';
      readonly x: ArrayLike<number>;
      readonly height: number;
      readonly tone: Tone;
      readonly strength: number;
    }
  /** A straight line across the whole panel. */
  | {
      readonly type: 'rule';
      readonly axis: 'x' | 'y';
      readonly at: number;
      readonly tone: Tone;
      readonly dash?: number;
      readonly label?: Text;
    }
  /** A ring with a cross at one place. */
  | {
      readonly type: 'marker';
      readonly x: number;
      readonly y: number;
      readonly tone: Tone;
      readonly shape: number;
      readonly label?: Text;
    };

/** Legend and numbers: lines of text and signs, set one under another. */
export interface Notes {
  readonly frame: Frame;
  /** Right edge of each column of numbers, in pixels from the frame's left; the first column starts at 0. */
  readonly columns: readonly number[];
  readonly lines: readonly NoteLine[];
}

/** A line of the notes: signs of the legend, cells of a table, text, or a gap. */
export type NoteLine =
  | { readonly type: 'keys'; readonly keys: readonly Key[] }
  | { readonly type: 'cells'; readonly cells: readonly Text[]; readonly tones: readonly Tone[] }
  | { readonly type: 'text'; readonly text: Text }
  /** Half an empty line. */
  | { readonly type: 'space' };

/** A sign of the legend and what it stands for. */
export interface Key {
  readonly sign: 'area' | 'line' | 'marker' | 'dot';
  readonly tone: Tone;
  readonly strength: number;
  /** Line style, or shape of the marker. */
  readonly style: number;
  readonly label: Text;
}
