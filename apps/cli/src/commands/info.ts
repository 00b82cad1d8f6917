import { useBackend } from '@sbi/backends';
import { describeSupport } from '@sbi/distributions';
import type { AmortizedPosterior } from '@sbi/npe';
import { formatCount } from '@sbi/plots';
import { commandName } from '../commandName.ts';
import type { CommonOptions, Context } from '../context.ts';
import { fixed, formatBytes } from '../number.ts';
import { describePrior } from '../priorWords.ts';
import { decodeModel, readModel } from '../read/model.ts';
import { formatTable } from '../table.ts';
import { explainTraining } from '../training.ts';
import { wrap } from '../wrap.ts';

/** Says what a model file holds: names, prior, flow, training, size. */
export async function info(path: string, options: CommonOptions, context: Context): Promise<void> {
  const { screen, signal, data } = context;
  const bytes = await readModel(path, signal);
  const size = bytes.length;
  await useBackend('cpu');
  using posterior = decodeModel(path, bytes);
  if (options.json) {
    data.write(`${JSON.stringify(recordOf(path, posterior, size))}\n`);
    return;
  }
  const facts = factsOf(posterior);
  const label = Math.max(...facts.map(([name]) => name.length)) + 2;
  const lines = facts.flatMap(([name, text]) => {
    return wrap(text, screen.columns - label - 2).map((line, i) => [i === 0 ? name : '', line] as const);
  });
  screen.line(`${screen.colors.bold(path)}, ${formatBytes(size)}`);
  screen.line();
  const columns = [0, 1].map((k) => ({
    heading: '',
    cells: lines.map((line) => line[k] as string),
    align: 'left' as const,
  }));
  for (const line of formatTable(columns).slice(1)) screen.line(`  ${line}`);
  screen.line();
  screen.line('Next, draws from the posterior of an observation:');
  const x = posterior.estimator.preconditioner.values.xLoc;
  const example = Array.from(x.subarray(0, 3), (value) => Number(value.toPrecision(2))).join(',');
  screen.line(
    `  ${screen.colors.bold(`${commandName()} sample ${path} --x ${example}${x.length > 3 ? ',…' : ''}`)}`,
  );
}

function factsOf(posterior: AmortizedPosterior): [name: string, text: string][] {
  const { names, xNames, estimator, prior, support, training } = posterior;
  const { recipe, xShape, embedding } = estimator.architecture;
  const { settings, rows, steps, bestEpoch, bestValidationLoss } = training;
  const held = rows - Math.floor((1 - settings.validationFraction) * rows);
  return [
    ['Parameters', `${names.length}: ${shorten(names)}`],
    ['Observation', `${xShape.join(' × ')} numbers${xNames ? `: ${shorten(xNames)}` : ''}`],
    ['Prior', describePrior(prior, names)],
    [
      'Draws',
      support === 'constrain' ? 'stay inside the prior by construction' : 'outside the prior are rejected',
    ],
    [
      'Flow',
      `${describeRecipe(recipe)}, preconditioning by ` +
        `${recipe.precondition === 'standardize' ? 'standardising' : 'a regression of θ on x'}; ` +
        `${embedding ? `x read through ${describeRecipe(embedding)}; ` : ''}` +
        `${formatCount(estimator.parameters.size)} weights`,
    ],
    ['Trained on', `${formatCount(rows)} simulations, ${formatCount(held)} of them held out for validation`],
    [
      'Training',
      `${explainTraining(posterior)} Validation loss ${fixed(bestValidationLoss, 3)} nats at epoch ${bestEpoch}, ` +
        `${formatCount(steps)} gradient steps.`,
    ],
    [
      'Settings',
      `preset ${settings.preset}, batches of ${settings.batchSize}, learning rate ${settings.learningRate}, patience ` +
        `${settings.patience} epochs`,
    ],
  ];
}

/** A kind and its counts, as in MAF: transforms 5, hidden 50. */
function describeRecipe({
  kind,
  ...others
}: {
  readonly kind: string;
  readonly [setting: string]: unknown;
}): string {
  const counts = Object.entries(others).filter(([, value]) => typeof value === 'number' && value > 0);
  return [kind.toUpperCase(), counts.map(([name, value]) => `${name} ${value}`).join(', ')]
    .filter(Boolean)
    .join(': ');
}

function recordOf(path: string, posterior: AmortizedPosterior, size: number): object {
  const { names, xNames, estimator, prior, support, training } = posterior;
  const { recipe, xShape, embedding } = estimator.architecture;
  return {
    path,
    bytes: size,
    names,
    xNames: xNames ?? null,
    xShape,
    prior: prior.recipe ?? { support: describeSupport(prior.support) },
    support,
    flow: recipe,
    embedding: embedding ?? null,
    weights: estimator.parameters.size,
    training,
  };
}

function shorten(names: readonly string[]): string {
  return names.length <= 12
    ? names.join(', ')
    : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`;
}
