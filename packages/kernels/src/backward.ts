import type { Layer, Plan, Slot, Step } from './plan.ts';
import type { Primitives } from './primitives.ts';
import { mapsGradient } from './univariate.ts';

/** Adds the gradients of a layer's weights, and gives or adds that of its input. */
function layerGradient(
  run: Primitives,
  layer: Layer,
  { x, dy, dx, panels, add }: { x: number; dy: number; dx: number; panels: number; add: boolean },
): void {
  const { inputs, outputs, weights, bias, transposed, toGradient, forward, backward } = layer;
  run.denseGradient(weights + toGradient, x, dy, outputs, inputs, panels, forward);
  run.biasGradient(bias + toGradient, dy, outputs, panels);
  run.dense(dx, transposed, dy, 0, inputs, outputs, panels, 0, inputs / 4, backward, add ? 2 : 0);
}

/** Writes the weights a second time, as the way back reads them. */
export function transposeWeights(run: Primitives, plan: Plan): void {
  for (const { context, input, hidden, output } of plan.steps) {
    for (const layer of [context, input, ...hidden, output]) {
      run.transposeTiles(layer.transposed, layer.weights, layer.outputs, layer.inputs);
    }
  }
}

function stepGradient(run: Primitives, plan: Plan, slot: Slot, index: number, panels: number): void {
  const { units, scratch } = plan;
  const step = plan.steps[index] as Step;
  const { context, features: hidden } = slot.steps[index] as Slot['steps'][number];
  const r = slot.values[index] as number;
  const d = scratch.values;
  const bytes = units * panels * 32;
  const dNetwork = scratch.network;
  mapsGradient(run, plan, slot, index, panels);
  let [dy, dx] = [scratch.a, scratch.b];
  const last = hidden.at(-1) as number;
  layerGradient(run, step.output, { x: last, dy: dNetwork, dx: dy, panels, add: false });
  for (let b = step.hidden.length - 1; b >= 0; b--) {
    run.tanhGradient(dy, dy, hidden[b + 1] as number, bytes);
    layerGradient(run, step.hidden[b] as Layer, { x: hidden[b] as number, dy, dx, panels, add: false });
    [dy, dx] = [dx, dy];
  }
  run.tanhGradient(dy, dy, hidden[0] as number, bytes);
  layerGradient(run, step.input, { x: r, dy, dx: d, panels, add: true });
  run.tanhGradient(dy, dy, context, bytes);
  layerGradient(run, step.context, { x: slot.context, dy, dx: scratch.context, panels, add: true });
}

/**
 * Carries the slopes in scratch.slope, one a row, back through a chunk that went forward into this slot. Adds to the
 * gradients of the weights; leaves that of the residual in scratch.values, that of the context in scratch.context.
 */
export function gradientOfChunk(
  run: Primitives,
  plan: Plan,
  slot: Slot,
  panels: number,
  floats: Float32Array,
): void {
  const { scratch, features } = plan;
  const context = scratch.context / 4;
  floats.fill(0, context, context + plan.contexts * panels * 8); // every step adds its part
  const z = slot.values.at(-1) as number;
  run.normalGradient(scratch.values, z, scratch.slope, features, panels);
  for (let step = plan.steps.length - 1; step >= 0; step--) stepGradient(run, plan, slot, step, panels);
}
