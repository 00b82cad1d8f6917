import { describeValue, type Rng, ShapeError, type Simulations, selectSimulations } from '@sbi/core';
import { describeSupport, type Prior } from '@sbi/distributions';
import { buildFlow, type ConditionalFlow, type FlowRecipe } from '@sbi/flows';
import type { AmortizedPosterior } from '../amortizedPosterior.ts';
import type { NpeOptions, TrainingSettings } from '../options.ts';
import type { Sides } from './tables.ts';

/**
 * A flow that has learnt nothing, with the scales and the regression of training rows, or of as many of them as a training
 * keeps, which are a random choice; the caller owns it.
 */
export function newFlow(
  { flow, embedding, support }: TrainingSettings,
  sides: Sides,
  prior: Prior,
  seed: Rng,
): ConditionalFlow {
  const bounds = support === 'constrain' && { bounds: prior.support };
  return buildFlow(flow, foundersOf(sides), { seed, ...bounds, ...(embedding && { embedding }) });
}

/** The rows that a new flow is made from. */
export function foundersOf({ train: { simulations, rows }, founders }: Sides): Simulations {
  return selectSimulations(simulations, rows.subarray(0, founders));
}

/** Whether a flow drops units, by its setting of that name: a stream not needed would keep fused kernels from running. */
export function dropsUnits({ dropout }: FlowRecipe & { readonly dropout?: unknown }): boolean {
  return typeof dropout === 'number' && dropout > 0;
}

/** The options with what a posterior that is resumed decides. @throws ShapeError when it does not fit the rest */
export function resumed(given: NpeOptions, { theta, x, xShape }: Simulations): NpeOptions {
  const options = given ?? {}; // what is not given is missed later
  const { resume, flow, embedding, support, prior } = options;
  if (resume === undefined) return options;
  if (!isPosterior(resume)) fail('resume', 'be an AmortizedPosterior', describeValue(resume));
  if (resume.estimator.architecture.recipe.reads === 'predictions') {
    // which of the rows it was made from, and must not see its own predictions of, is not known any more
    fail(
      'resume',
      'be a posterior whose flow reads x',
      'one that reads predictions; train it anew, or append',
    );
  }
  if (flow !== undefined) fail('flow', 'be left out with resume', describeValue(flow.kind));
  if (embedding) fail('embedding', 'be left out with resume', describeValue(embedding.kind));
  if (support !== undefined && support !== resume.support) {
    fail('support', `be '${resume.support}', as of the posterior that is resumed`, describeValue(support));
  }
  const { dim, architecture } = resume.estimator;
  if (dim !== theta.columns) fail('resume', `have ${theta.columns} parameters, as theta`, String(dim));
  const [want, got] = [xShape ?? [x.columns], architecture.xShape].map((shape) => `[${shape.join(', ')}]`);
  if (want !== got) fail('resume', `take x of shape ${want}`, got as string);
  const [was, is] = [resume.prior, prior].map(
    (of) => of?.support && JSON.stringify(describeSupport(of.support)),
  );
  if (is !== undefined && was !== is)
    fail('prior', `have the support of the posterior that is resumed, ${was}`, is as string);
  const { missing } = resume.training.settings;
  const own = { flow: architecture.recipe, support: resume.support, missing };
  return { ...options, ...own, ...(architecture.embedding && { embedding: architecture.embedding }) };
}

function isPosterior(value: unknown): value is AmortizedPosterior {
  return typeof value === 'object' && value !== null && 'estimator' in value && 'novelty' in value;
}

function fail(argument: string, expected: string, received: string): never {
  throw new ShapeError(argument, expected, received, 'Trainer');
}
