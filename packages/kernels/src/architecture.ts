import { ShapeError } from '@sbi/core';

/** A masked autoregressive flow as the kernels know it: the attributes of the ops. */
export interface MafArchitecture {
  /** For each step, in the density direction, the place of every coordinate in its order. */
  readonly orders: readonly (readonly number[])[];
  /** How many numbers one context has. */
  readonly context: number;
  /** Units of every hidden layer. */
  readonly hidden: number;
  /** Hidden layers after the input layer. */
  readonly blocks: number;
  /** Where every step goes on from its affine map through a rational-quadratic spline. */
  readonly spline?: SplineSettings;
}

interface SplineSettings {
  readonly bins: number;
  /** Beyond ±bound the spline is the identity. */
  readonly bound: number;
}

/** How many numbers the network of a step gives for each coordinate: shift and raw scale, then widths, heights, slopes. */
export function columnsOf({ spline }: MafArchitecture): number {
  return spline ? 3 * spline.bins + 1 : 2;
}

export function dimOf({ orders }: MafArchitecture): number {
  return orders[0]?.length ?? 0;
}

/** How many weights one step has: input, context, hidden and output layers, each a kernel and then a bias. */
export function weightsOfStep(architecture: MafArchitecture): number {
  const { context, hidden, blocks } = architecture;
  const dim = dimOf(architecture);
  const outputs = columnsOf(architecture) * dim;
  return (dim + 1 + context + 1 + blocks * (hidden + 1) + outputs) * hidden + outputs;
}

/** @throws ShapeError unless the tensors have the shapes that the architecture asks for; the counts of rows and contexts */
export function checkShapes(
  architecture: MafArchitecture,
  shapes: {
    readonly flat: readonly number[];
    readonly rows: readonly number[];
    readonly context: readonly number[];
  },
  where: string,
): { rows: number; contexts: number } {
  const weights = weightsOfStep(architecture) * architecture.orders.length;
  if (shapes.flat.length !== 1 || shapes.flat[0] !== weights) {
    throw new ShapeError('flat', `have shape [${weights}]`, shapes.flat, where);
  }
  const [rows = 0, dim] = shapes.rows;
  if (shapes.rows.length !== 2 || dim !== dimOf(architecture)) {
    throw new ShapeError('rows', `have shape [rows, ${dimOf(architecture)}]`, shapes.rows, where);
  }
  const [contexts = 0, width] = shapes.context;
  const fits = contexts === 0 ? rows === 0 : rows % contexts === 0;
  if (shapes.context.length === 2 && width === architecture.context && fits) return { rows, contexts };
  const expected = `have shape [contexts, ${architecture.context}], where contexts divides the ${rows} rows`;
  throw new ShapeError('context', expected, shapes.context, where);
}
