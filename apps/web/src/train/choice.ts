import type { Recipe } from '../problems/pageProblem.ts';
import type { LinkedSettings } from '../state/pageState.ts';
import type { Choice } from './desk.ts';

/** The flows that a visitor may ask for. */
export const flowChoices = [
  ['recipe', 'the problem’s own'],
  ['maf', 'smooth: autoregressive, MAF'],
  ['spline', 'with walls and modes: spline'],
  ['auto', 'try several, keep the best'],
] as const;
export type FlowChoice = (typeof flowChoices)[number][0];

/** What the controls hold. */
export interface Controls {
  readonly simulations: number;
  readonly flow: FlowChoice;
  /** Undefined: until training converges. */
  readonly epochs: number | undefined;
}

/** What the controls begin with: the problem's recipe, and what a link asks for. */
export function controlsOf(recipe: Recipe, linked: LinkedSettings): Controls {
  const { simulations, epochs, flow } = linked;
  return {
    simulations: typeof simulations === 'number' ? simulations : recipe.simulations,
    flow: flowChoices.map(([name]) => name).find((name) => name === flow) ?? 'recipe',
    epochs: typeof epochs === 'number' ? epochs : undefined,
  };
}

/** The settings that a link has to hold: those that differ from the recipe. */
export function linkedOf({ simulations, flow, epochs }: Controls, recipe: Recipe): LinkedSettings {
  return {
    ...(simulations !== recipe.simulations && { simulations }),
    ...(flow !== 'recipe' && { flow }),
    ...(epochs !== undefined && { epochs }),
  };
}

/** How to train, as the worker is told. */
export function choiceOf({ simulations, flow, epochs }: Controls, recipe: Recipe, dim: number): Choice {
  const { simulations: _, ...own } = recipe;
  const limits = { simulations, ...(epochs !== undefined && { maxEpochs: epochs }) };
  if (flow === 'auto')
    return { ...limits, preset: 'auto', ...(own.embedding && { embedding: own.embedding }) };
  if (flow === 'recipe') return { ...limits, ...own };
  // In two dimensions every coordinate must come last twice.
  const spline = { kind: 'autoregressiveSpline', transforms: dim === 2 ? 4 : 3 };
  return { ...limits, ...own, flow: flow === 'maf' ? { kind: 'maf' } : spline };
}
