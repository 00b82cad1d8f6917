import type { Block, CouplingPlan, CouplingSlot, CouplingStep, StepSlot } from './couplingPlan.ts';
import type { Job } from './job.ts';
import { type Layer, layerGradient } from './layer.ts';
import type { Primitives } from './primitives.ts';
import { mapsGradient } from './univariate.ts';

/** `stepsBack` of one step. */
export function couplingStepBack(
  run: Primitives,
  plan: CouplingPlan,
  slot: CouplingSlot,
  { index, panels, only }: { readonly index: number; readonly panels: number; readonly only: Job['only'] },
): void {
  const { scratch, hiddenScratch, features, shape } = plan;
  const { residual: d, slope } = scratch;
  const step = plan.steps[index] as CouplingStep;
  const own = slot.steps[index] as StepSlot;
  const [r, next] = [slot.values[index] as number, slot.values[index + 1] as number];
  const z = own.coupled ?? next;
  if (step.mixing) {
    const { packed, diagonals, sums } = step.mixing;
    run.mixGradient(d, sums.part, own.halfway, z, slope, packed, diagonals, shape.dim, features, panels);
  }
  const dContext = only ? undefined : scratch.context;
  const { a: dy, network: dNetwork } = hiddenScratch;
  const buffers = { r, z, network: own.network, middle: r };
  mapsGradient(run, step.maps, buffers, { d, dNetwork, slope }, panels);
  const last = own.relu.at(-1) ?? (own.features.at(-1) as number);
  layerGradient(run, step.output, { x: last, dy: dNetwork, dx: dy, panels, add: false });
  if (own.relu.length > 0) hiddenBack(run, plan, step, own, panels);
  for (let b = step.blocks.length - 1; b >= 0; b--)
    blockBack(run, plan, { slot, step, own, b, panels, dContext });
  const dr = only && index === 0 ? undefined : d; // those of a step's residual are wanted by the step before it
  layerGradient(run, step.input, { x: r, dy, dx: dr, panels, add: true });
  layerGradient(run, step.context, { x: slot.context, dy, dx: dContext, panels, add: true });
}

/** From the slopes of what a block gives, in hiddenScratch.a, to those of what goes into it. */
function blockBack(
  run: Primitives,
  { units, hiddenScratch }: CouplingPlan,
  {
    slot,
    step,
    own,
    b,
    panels,
    dContext,
  }: {
    slot: CouplingSlot;
    step: CouplingStep;
    own: StepSlot;
    b: number;
    panels: number;
    dContext: number | undefined;
  },
): void {
  const { a: dy, b: dBranch, c: dGate } = hiddenScratch;
  const { first, second, gate: gateLayer } = step.blocks[b] as Block;
  const { relu, inner, branch, gate } = own.blocks[b] as StepSlot['blocks'][number];
  const bytes = units * panels * 32;
  run.gateGradient(dBranch, dGate, dy, branch, gate, bytes);
  layerGradient(run, gateLayer, { x: slot.context, dy: dGate, dx: dContext, panels, add: true });
  const dInner = dGate; // it has been used
  layerGradient(run, second, { x: inner, dy: dBranch, dx: dInner, panels, add: false });
  run.reluGradient(dInner, dInner, inner, bytes, 0);
  layerGradient(run, first, { x: relu, dy: dInner, dx: dBranch, panels, add: false });
  run.reluGradient(dy, dBranch, relu, bytes, 1);
}

/** From the slopes of what goes into the output layer of a plain network to those of what comes out of its first. */
function hiddenBack(
  run: Primitives,
  { units, hiddenScratch }: CouplingPlan,
  step: CouplingStep,
  { relu }: StepSlot,
  panels: number,
): void {
  const { a: dy, b: dx } = hiddenScratch;
  const bytes = units * panels * 32;
  for (let i = step.hidden.length; i >= 0; i--) {
    run.reluGradient(dy, i === step.hidden.length ? dy : dx, relu[i] as number, bytes, 0);
    if (i === 0) break;
    const layer = step.hidden[i - 1] as Layer;
    layerGradient(run, layer, { x: relu[i - 1] as number, dy, dx, panels, add: false });
  }
}
