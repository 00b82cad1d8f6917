import type { CouplingPlan, CouplingSlot, CouplingStep, StepSlot } from './couplingPlan.ts';
import type { Chunk } from './flowPlan.ts';
import { applyLayer } from './layer.ts';
import type { Machine } from './plan.ts';
import type { Primitives } from './primitives.ts';
import { applyMaps, solveMap } from './univariate.ts';

/** The bytes of one panel of eight rows, for each feature. */
const PANEL_BYTES = 32;

/** The context's part of every step: its share of the first layer, and the gates. */
export function projectContext(
  run: Primitives,
  plan: CouplingPlan,
  { context, steps }: CouplingSlot,
  panels: number,
): void {
  plan.steps.forEach((step, i) => {
    const slot = steps[i] as StepSlot;
    applyLayer(run, step.context, slot.context, context, panels);
    step.blocks.forEach((block, b) => {
      const { gate } = slot.blocks[b] as StepSlot['blocks'][number];
      applyLayer(run, block.gate, gate, context, panels);
      run.sigmoid(gate, plan.units * panels * PANEL_BYTES);
    });
  });
}

/** What a step's network makes of the residuals at `r`, from their fixed half; needs the context projected or shared. */
function applyNetwork(
  run: Primitives,
  { units }: CouplingPlan,
  step: CouplingStep,
  slot: StepSlot,
  { r, panels, shared }: { r: number; panels: number; shared: boolean },
): void {
  const bytes = units * panels * PANEL_BYTES;
  const stride = shared ? 0 : units * PANEL_BYTES;
  const { features } = slot;
  const at = (i: number) => features[i] as number;
  applyLayer(run, step.input, at(0), r, panels);
  run.addRows(at(0), slot.context, units, panels, stride);
  let last = at(features.length - 1);
  step.blocks.forEach(({ first, second }, b) => {
    const { relu, inner, branch, gate } = slot.blocks[b] as StepSlot['blocks'][number];
    run.relu(relu, at(b), bytes);
    applyLayer(run, first, inner, relu, panels);
    run.relu(inner, inner, bytes);
    applyLayer(run, second, branch, inner, panels);
    run.gate(at(b + 1), at(b), branch, gate, units, panels, stride);
  });
  slot.relu.forEach((relu, i) => {
    run.relu(relu, at(i), bytes);
    const layer = step.hidden[i];
    if (layer) applyLayer(run, layer, at(i + 1), relu, panels);
    last = relu;
  });
  applyLayer(run, step.output, slot.network, last, panels);
}

/** ln q of the rows in slot.values[0] but for that of z, to add to slot.logProb; leaves what the gradient needs. */
export function logProbOfSteps(
  { run, floats }: Machine,
  plan: CouplingPlan,
  { slot, panels, shared }: Chunk<CouplingSlot>,
): void {
  const { features, shape } = plan;
  plan.steps.forEach((step, i) => {
    const own = slot.steps[i] as StepSlot;
    const [r, next] = [slot.values[i] as number, slot.values[i + 1] as number];
    const z = own.coupled ?? next;
    applyNetwork(run, plan, step, own, { r, panels, shared });
    copyPanels(floats, z, r, features * panels);
    applyMaps(run, step.maps, { r, z, network: own.network, middle: r }, slot.logProb, panels);
    if (!step.mixing) return;
    const { packed, diagonals } = step.mixing;
    run.mix(next, own.halfway, z, packed, diagonals, slot.logProb, shape.dim, features, panels);
  });
}

/** Residuals, in slot.values[0], of the noise in the last of slot.values. */
export function sampleSteps(
  { run, floats }: Machine,
  plan: CouplingPlan,
  { slot, panels, shared }: Chunk<CouplingSlot>,
): void {
  const { features, shape } = plan;
  for (let i = plan.steps.length - 1; i >= 0; i--) {
    const step = plan.steps[i] as CouplingStep;
    const own = slot.steps[i] as StepSlot;
    const [r, next] = [slot.values[i] as number, slot.values[i + 1] as number];
    const z = own.coupled ?? next;
    if (step.mixing) {
      const { packed, diagonals } = step.mixing;
      run.unmix(z, next, packed, diagonals, shape.dim, features, panels);
    }
    applyNetwork(run, plan, step, own, { r: z, panels, shared }); // the fixed half is the same
    copyPanels(floats, r, z, features * panels);
    step.maps.coordinateAt.forEach((_, place) => {
      solveMap(run, step.maps, { r, z, network: own.network }, place, panels);
    });
  }
}

function copyPanels(floats: Float32Array, to: number, from: number, count: number): void {
  floats.copyWithin(to / 4, from / 4, from / 4 + 8 * count);
}
