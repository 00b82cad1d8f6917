import type { Chunk } from './flowPlan.ts';
import type { Layer } from './layer.ts';
import type { MafPlan, MafSlot, MafStep } from './mafPlan.ts';
import type { Primitives } from './primitives.ts';
import { solveMap } from './univariate.ts';

/** The outputs of a layer from `from` to `to`, rounded out to whole tiles; returns that range. */
function applyRange(
  run: Primitives,
  layer: Layer,
  { out, x, panels, from, to }: { out: number; x: number; panels: number; from: number; to: number },
): [from: number, to: number] {
  const { weights, bias, outputs, inputs, forward } = layer;
  const [first, end] = [Math.floor(from / 4), Math.ceil(to / 4)];
  run.dense(out, weights, x, bias, inputs, panels, first, end, forward, 1, outputs, inputs);
  return [4 * first, 4 * end];
}

/** Features of the units from `from` to `to`, through all layers. */
function computeUnits(
  run: Primitives,
  { units }: MafPlan,
  step: MafStep,
  {
    r,
    hidden,
    context,
    panels,
    ...range
  }: {
    r: number;
    hidden: readonly number[];
    context: number | undefined;
    panels: number;
    from: number;
    to: number;
  },
): void {
  let x = r;
  [context === undefined ? step.inputGiven : step.input, ...step.hidden].forEach((layer, i) => {
    const out = hidden[i] as number;
    const [from, to] = applyRange(run, layer, { out, x, panels, ...range });
    run.tanhRows(out, i === 0 ? (context ?? 0) : 0, from, to, units, panels);
    x = out;
  });
}

/**
 * The residual of one step from its z, place by place. A hidden unit is computed once, as soon as the coordinates that it
 * sees are known; neighbours in its tile that see more are computed again later.
 */
function solveStep(
  run: Primitives,
  plan: MafPlan,
  index: number,
  { slot, panels, shared }: Chunk<MafSlot>,
): void {
  const { columns, unitsUpTo } = plan;
  const step = plan.steps[index] as MafStep;
  const { context, network } = slot.steps[index] as MafSlot['steps'][number];
  const hidden = hiddenOf(slot);
  const [r, z] = [slot.values[index] as number, slot.values[index + 1] as number];
  const x = hidden.at(-1) as number;
  for (let place = 0; place < unitsUpTo.length; place++) {
    const [from, to] = [unitsUpTo[place - 1] ?? 0, unitsUpTo[place] as number];
    if (to > from) {
      computeUnits(run, plan, step, { r, hidden, context: shared ? undefined : context, panels, from, to });
    }
    const [first, end] = [columns * place, columns * (place + 1)];
    applyRange(run, step.output, { out: network, x, panels, from: first, to: end });
    solveMap(run, step.maps, { r, z, network }, place, panels);
  }
}

/** All steps use the first one's: it is in the cache. */
function hiddenOf(slot: MafSlot): readonly number[] {
  return (slot.steps[0] as MafSlot['steps'][number]).features;
}

/** Residuals (slot.values[0]) of the noise in the last of slot.values, at contexts that are projected or shared. */
export function sampleChunk(
  run: Primitives,
  plan: MafPlan,
  chunk: Chunk<MafSlot>,
  floats: Float32Array,
): void {
  const { slot, panels } = chunk;
  // what is not known yet meets weights that are 0: it must be a number
  const clear = (at: number, features: number) => floats.fill(0, at / 4, at / 4 + features * panels * 8);
  for (const at of hiddenOf(slot)) clear(at, plan.units);
  for (let step = plan.steps.length - 1; step >= 0; step--) {
    clear(slot.values[step] as number, plan.features);
    solveStep(run, plan, step, chunk);
  }
}
