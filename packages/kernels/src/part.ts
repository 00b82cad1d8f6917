import type { Layer, LayerSource } from './layer.ts';
import type { Machine } from './plan.ts';

/** Where a part finds its input and what it leaves: addresses in bytes. */
export interface Frame {
  readonly x: number;
  /** Of the block that the part fills. */
  readonly at: number;
  /** Bytes that one number a row takes in it. */
  readonly unit: number;
  readonly panels: number;
}

/** The same with slopes: a block of them that lies like the other; those of its input only where they are asked for. */
export interface SlopeFrame extends Frame {
  readonly dx: number | undefined;
  readonly dAt: number;
}

/** A network, or a piece of one: from numbers in panels to numbers in panels. */
export interface Part {
  /** Of a panel of its input; and which of them holds each number that counts, the others being 0. */
  readonly features: number;
  readonly places: readonly number[];
  /** Numbers that it gives, and the features that hold them, a multiple of 4. */
  readonly count: number;
  readonly outputs: number;
  /** Numbers a row in its block, and in front of its output there. */
  readonly size: number;
  readonly out: number;
  forward(machine: Machine, frame: Frame): void;
  /** From the slopes of its output, which it may change, to those of its input; adds to the gradients of its weights. */
  back(machine: Machine, frame: SlopeFrame): void;
}

/** Takes weights from the front of those that are left, and places layers of them. */
export interface Placer {
  /** The next so many weights: where they begin in the flat vector. */
  take(count: number): number;
  place(source: LayerSource): Layer;
  /** A table that never changes. */
  table(values: Int32Array): number;
}
