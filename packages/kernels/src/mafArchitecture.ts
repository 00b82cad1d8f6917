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

export interface SplineSettings {
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
