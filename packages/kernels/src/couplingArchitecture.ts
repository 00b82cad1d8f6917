import type { SplineSettings } from './mafArchitecture.ts';

/** A coupling flow as the kernels know it: the attributes of the ops. */
export interface CouplingArchitecture {
  /** Steps; the first, third, … map the even coordinates, the others the odd ones. One coordinate is always mapped. */
  readonly transforms: number;
  readonly dim: number;
  /** How many numbers one context has. */
  readonly context: number;
  /** Units of every hidden layer. */
  readonly hidden: number;
  /** Residual blocks of every network. */
  readonly blocks: number;
  /** Where steps are splines, whose logits are divided by √hidden, each followed by a linear layer if there is one to mix. */
  readonly spline?: SplineSettings;
  /** Hidden layers of the plain network of the context that stands in for the residual one where dim is 1. */
  readonly contextLayers?: number;
}

/** How many numbers the network of a step gives for each coordinate that it maps. */
export function couplingColumns({ spline }: CouplingArchitecture): number {
  return spline ? 3 * spline.bins - 1 : 2;
}

/** Which coordinates step number `index` maps. */
export function mappedCoordinates({ dim }: CouplingArchitecture, index: number): number[] {
  const first = dim === 1 ? 0 : index % 2;
  return Array.from({ length: Math.ceil((dim - first) / 2) }, (_, place) => first + 2 * place);
}

/** Whether a linear layer follows every step. */
export function mixes({ dim, spline }: CouplingArchitecture): boolean {
  return spline !== undefined && dim > 1;
}

/** Whether the network is the plain one of the context. */
export function isPlain({ dim, contextLayers }: CouplingArchitecture): boolean {
  return dim === 1 && contextLayers !== undefined;
}
