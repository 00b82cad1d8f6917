import type { Activation } from './networkArchitecture.ts';
import type { Primitives } from './primitives.ts';

/** Sums of a layer and what becomes of them: one address unless the way back needs both. */
export interface Activated {
  readonly sums: number;
  readonly y: number;
  readonly features: number;
  readonly panels: number;
}

/** Whether sums and what becomes of them lie apart. */
export function liesApart(activation: Activation): boolean {
  return activation === 'silu';
}

/** y of the sums. */
export function activate(
  run: Primitives,
  activation: Activation,
  { sums, y, features, panels }: Activated,
): void {
  const bytes = 32 * features * panels;
  if (activation === 'relu') run.relu(y, sums, bytes);
  else if (activation === 'tanh') run.tanhRows(y, 0, 0, features, features, panels);
  else if (activation === 'silu') run.silu(y, sums, bytes);
}

/** Turns the slopes of y at an address into those of the sums. */
export function activationBack(
  run: Primitives,
  activation: Activation,
  dy: number,
  { sums, y, features, panels }: Activated,
): void {
  const bytes = 32 * features * panels;
  if (activation === 'relu') run.reluGradient(dy, dy, y, bytes, 0);
  else if (activation === 'tanh') run.tanhGradient(dy, dy, y, bytes);
  else if (activation === 'silu') run.siluGradient(dy, sums, bytes);
}
