import type { Plan, Slot, Step } from './plan.ts';
import type { Primitives } from './primitives.ts';

// The map of one coordinate given the parameters that a network made: affine, or affine and then a spline.

/** Step number `index` at its network's output: z from the residual, and ln|dz/dr| added to slot.logProb. */
export function applyMaps(run: Primitives, plan: Plan, slot: Slot, index: number, panels: number): void {
  const { dim, features, outputs, scratch, architecture } = plan;
  const { network, middle } = slot.steps[index] as Slot['steps'][number];
  const { coordinates } = plan.steps[index] as Step;
  const [r, z] = [slot.values[index] as number, slot.values[index + 1] as number];
  const shape = [dim, features, outputs, panels] as const;
  const { spline } = architecture;
  if (!spline) run.affine(z, r, network, slot.logProb, coordinates, ...shape);
  else {
    const { bins, bound } = spline;
    run.spline(z, middle, r, network, slot.logProb, coordinates, scratch.bin, bins, bound, ...shape);
  }
}

/** The way back: turns the slopes of z in scratch.values into those of the residual; writes those of the network's output. */
export function mapsGradient(run: Primitives, plan: Plan, slot: Slot, index: number, panels: number): void {
  const { dim, features, outputs, scratch, architecture } = plan;
  const { network, middle } = slot.steps[index] as Slot['steps'][number];
  const { coordinates } = plan.steps[index] as Step;
  const r = slot.values[index] as number;
  const [d, dNetwork, g] = [scratch.values, scratch.network, scratch.slope];
  const shape = [dim, features, outputs, panels] as const;
  const { spline } = architecture;
  if (!spline) run.affineGradient(d, dNetwork, r, network, g, coordinates, ...shape);
  else {
    const { bins, bound } = spline;
    run.splineGradient(d, dNetwork, middle, r, network, g, coordinates, scratch.bin, bins, bound, ...shape);
  }
}

/** The residual of step number `index` at one place of the order, from its z and its network's output, which is at `network`. */
export function solveMap(
  run: Primitives,
  plan: Plan,
  slot: Slot,
  { index, place, network, panels }: { index: number; place: number; network: number; panels: number },
): void {
  const { features, outputs, scratch, architecture } = plan;
  const coordinate = (plan.steps[index] as Step).coordinateAt[place] as number;
  const [r, z] = [slot.values[index] as number, slot.values[index + 1] as number];
  const shape = [features, outputs, panels] as const;
  const { spline } = architecture;
  if (!spline) run.solve(r, z, network, coordinate, place, ...shape);
  else {
    const { bins, bound } = spline;
    run.splineSolve(r, z, network, coordinate, place, scratch.bin, bins, bound, ...shape);
  }
}
