import type { Job } from './job.ts';
import { type Layer, layerGradient } from './layer.ts';
import type { MafPlan, MafSlot, MafStep } from './mafPlan.ts';
import type { Primitives } from './primitives.ts';
import { mapsGradient } from './univariate.ts';

/** `stepsBack` of one step. */
export function stepBack(
  run: Primitives,
  plan: MafPlan,
  slot: MafSlot,
  { index, panels, only }: { readonly index: number; readonly panels: number; readonly only: Job['only'] },
): void {
  const { units, scratch, hiddenScratch } = plan;
  const step = plan.steps[index] as MafStep;
  const { context, features: hidden, network, middle } = slot.steps[index] as MafSlot['steps'][number];
  const [r, z] = [slot.values[index] as number, slot.values[index + 1] as number];
  const { residual: d, slope } = scratch;
  const bytes = units * panels * 32;
  const dNetwork = hiddenScratch.network;
  mapsGradient(run, step.maps, { r, z, network, middle }, { d, dNetwork, slope }, panels);
  let [dy, dx] = [hiddenScratch.a, hiddenScratch.b];
  const last = hidden.at(-1) as number;
  layerGradient(run, step.output, { x: last, dy: dNetwork, dx: dy, panels, add: false });
  for (let b = step.hidden.length - 1; b >= 0; b--) {
    run.tanhGradient(dy, dy, hidden[b + 1] as number, bytes);
    layerGradient(run, step.hidden[b] as Layer, { x: hidden[b] as number, dy, dx, panels, add: false });
    [dy, dx] = [dx, dy];
  }
  run.tanhGradient(dy, dy, hidden[0] as number, bytes);
  const dr = only && index === 0 ? undefined : d; // those of a step's residual are wanted by the step before it
  layerGradient(run, step.input, { x: r, dy, dx: dr, panels, add: true });
  run.tanhGradient(dy, dy, context, bytes);
  const dContext = only ? undefined : scratch.context;
  layerGradient(run, step.context, { x: slot.context, dy, dx: dContext, panels, add: true });
}
