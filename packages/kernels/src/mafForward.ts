import type { Chunk } from './flowPlan.ts';
import { applyLayer } from './layer.ts';
import type { MafPlan, MafSlot } from './mafPlan.ts';
import type { Primitives } from './primitives.ts';
import { applyMaps } from './univariate.ts';

/** The context's part of every step's features: tanh(c W + b). */
export function projectContext(run: Primitives, plan: MafPlan, slot: MafSlot, panels: number): void {
  plan.steps.forEach(({ context }, i) => {
    const out = (slot.steps[i] as MafSlot['steps'][number]).context;
    applyLayer(run, context, out, slot.context, panels);
    run.tanhRows(out, 0, 0, plan.units, plan.units, panels);
  });
}

/** Adds the part of the one context in slot.context to the input biases: then every row has it, and none is projected. */
export function shareContext(run: Primitives, plan: MafPlan, slot: MafSlot, floats: Float32Array): void {
  projectContext(run, plan, slot, 1);
  plan.steps.forEach(({ input, inputGiven }, i) => {
    const part = (slot.steps[i] as MafSlot['steps'][number]).context / 4;
    const [from, to] = [input.bias / 4, inputGiven.bias / 4];
    for (let u = 0; u < plan.units; u++) {
      floats[to + u] = (floats[from + u] as number) + (floats[part + 8 * u] as number);
    }
  });
}

/**
 * ln q of the rows in slot.values[0] but for that of z, to add to slot.logProb, at contexts that are projected or shared.
 * Leaves in the slot what the gradient needs.
 */
export function logProbOfChunk(
  run: Primitives,
  plan: MafPlan,
  { slot, panels, shared }: Chunk<MafSlot>,
): void {
  const { units } = plan;
  plan.steps.forEach((step, i) => {
    const { context, features: hidden, network, middle } = slot.steps[i] as MafSlot['steps'][number];
    const [r, z] = [slot.values[i] as number, slot.values[i + 1] as number];
    let x = hidden[0] as number;
    applyLayer(run, shared ? step.inputGiven : step.input, x, r, panels);
    run.tanhRows(x, shared ? 0 : context, 0, units, units, panels);
    step.hidden.forEach((layer, b) => {
      const y = hidden[b + 1] as number;
      applyLayer(run, layer, y, x, panels);
      run.tanhRows(y, 0, 0, units, units, panels);
      x = y;
    });
    applyLayer(run, step.output, network, x, panels);
    applyMaps(run, step.maps, { r, z, network, middle }, slot.logProb, panels);
  });
}
