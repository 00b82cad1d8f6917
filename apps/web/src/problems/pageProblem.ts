import type { OwnData } from '../own/ownData.ts';
import type { TrainSettings } from '../train/protocol.ts';

/** A parameter as the page speaks of it. */
interface ParameterWords {
  /** Its name in the prior and in the model. */
  readonly name: string;
  readonly meaning: string;
}

/** Where one number of x lies, and how far it can be dragged. */
export interface Range {
  readonly low: number;
  readonly high: number;
  /** How far one press of an arrow key goes. */
  readonly step: number;
}

/** Several numbers over one axis, such as years: each is dragged up and down. */
export interface SeriesSketch {
  readonly kind: 'series';
  readonly axis: string;
  readonly unit: string;
  readonly at: readonly number[];
  /** One a line; entries of x go round through them: x[i · lines + line]. */
  readonly lines: readonly string[];
  readonly range: Range;
  readonly scale?: 'linear' | 'log';
  /** Of the axis that the numbers lie over. */
  readonly axisScale?: 'linear' | 'log';
  /** Whether entries are whole numbers. */
  readonly whole?: boolean;
  /** What is drawn is x less this curve, one number an entry, and its name: for what differs little from one. */
  readonly base?: { readonly values: readonly number[]; readonly name: string };
  /** How many neighbours on each side a dragged point takes along at first. */
  readonly reach?: number;
}

/** Points of a plane, dragged freely: x holds their two coordinates, point after point. */
export interface PointsSketch {
  readonly kind: 'points';
  readonly names: readonly [string, string];
  readonly range: Range;
}

/** Numbers by themselves, each a slider. */
export interface NumbersSketch {
  readonly kind: 'numbers';
  readonly names: readonly string[];
  readonly ranges: readonly Range[];
}

/** How an observation is drawn and dragged. */
export type Sketch = SeriesSketch | PointsSketch | NumbersSketch;

/** How to train for a problem anew: plain data, which the training worker reads. */
export interface Recipe
  extends Pick<TrainSettings, 'flow' | 'embedding' | 'schedule' | 'learningRate' | 'maxSteps'> {
  readonly simulations: number;
}

/** A problem that the page offers, or one's own: what all views need. */
export interface PageProblem {
  /** As links name it. */
  readonly id: string;
  /** Its name in @sbi/simulate, where it is there: what predictions are simulated with. */
  readonly simulator?: string;
  readonly title: string;
  /** For a list: two or three words. */
  readonly brief: string;
  /** For whoever meets it for the first time. */
  readonly paragraph: string;
  /** MathML of prior and simulator; ours only, never a visitor's. */
  readonly formula: string;
  readonly parameters: readonly ParameterWords[];
  /** The observation to begin with. */
  readonly x: readonly number[];
  /** θ behind it, where it is a simulation. */
  readonly truth?: readonly number[];
  readonly sketch: Sketch;
  /** Where the pair plot's axes end, one pair a parameter; without it where the prior does. */
  readonly limits?: readonly (readonly [number, number])[];
  /** The address of its shipped model. */
  readonly model?: string;
  readonly recipe: Recipe;
  /** The visitor's own tables or simulator behind it. */
  readonly own?: OwnData;
}
