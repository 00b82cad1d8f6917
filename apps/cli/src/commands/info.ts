import { useBackend } from '@sbi/backends';
import { describeSupport } from '@sbi/distributions';
import { type Amortized, type AmortizedPosterior, Ensemble } from '@sbi/npe';
import { formatCount } from '@sbi/plots';
import { describePrior, describeRecipe, fixed } from '@sbi/report';
import { commandName } from '../commandName.ts';
import type { CommonOptions, Context } from '../context.ts';
import { decodeModel, readModel } from '../read/model.ts';
import { formatBytes } from '../size.ts';
import { formatTable } from '../table.ts';
import { explainTraining } from '../training.ts';
import { membersOf } from '../trainings.ts';
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
  screen.line(`  ${screen.colors.bold(`${commandName()} sample ${path} ${exampleOf(posterior)}`)}`);
}

/** An observation in the middle of those that were simulated. */
function exampleOf(posterior: Amortized): string {
  const [{ estimator }] = membersOf(posterior) as [AmortizedPosterior];
  const { xLoc } = estimator.preconditioner.values;
  if (estimator.architecture.embedding) return '--x-file x.csv';
  const example = Array.from(xLoc.subarray(0, 3), (value) => Number(value.toPrecision(2))).join(',');
  return `--x ${example}${xLoc.length > 3 ? ',…' : ''}`;
}

type Fact = [name: string, text: string];

function factsOf(posterior: Amortized): Fact[] {
  const { names, xNames, xShape, prior, support } = posterior;
  const members = membersOf(posterior);
  return [
    ['Parameters', `${names.length}: ${shorten(names)}`],
    ['Observation', `${xShape.join(' × ')} numbers${xNames ? `: ${shorten(xNames)}` : ''}`],
    ['Prior', describePrior(prior, names)],
    [
      'Draws',
      support === 'constrain' ? 'stay inside the prior by construction' : 'outside the prior are rejected',
    ],
    ...(posterior instanceof Ensemble
      ? [averageOf(posterior), ...members.flatMap((member, k) => trainedFacts(member, ` ${k + 1}`))]
      : members.flatMap((member) => trainedFacts(member, ''))),
  ];
}

function averageOf({ members, weights }: Ensemble): Fact {
  return [
    'Average of',
    `${members.length} trainings, weights ${weights.map((weight) => fixed(weight, 2)).join(', ')}`,
  ];
}

function trainedFacts({ estimator, training }: AmortizedPosterior, which: string): Fact[] {
  const { recipe, embedding } = estimator.architecture;
  const { settings, rows, steps, bestEpoch, bestValidationLoss } = training;
  const held = rows - Math.floor((1 - settings.validationFraction) * rows);
  const missing = settings.missing === 'mask' ? ', entries of x may be missing' : '';
  return [
    [
      `Flow${which}`,
      `${describeRecipe(recipe)}, preconditioning by ` +
        `${recipe.precondition === 'standardize' ? 'standardising' : 'a regression of θ on x'}; ` +
        `${embedding ? `x read through ${describeRecipe(embedding)}; ` : ''}` +
        `${formatCount(estimator.parameters.size)} weights`,
    ],
    [
      `Trained on${which}`,
      `${formatCount(rows)} simulations, ${formatCount(held)} of them held out for validation${missing}`,
    ],
    [
      `Training${which}`,
      `${explainTraining(training)} Validation loss ${fixed(bestValidationLoss, 3)} nats at epoch ${bestEpoch}, ` +
        `${formatCount(steps)} gradient steps.`,
    ],
    [
      `Settings${which}`,
      `preset ${settings.preset}, batches of ${settings.batchSize}, learning rate ${settings.learningRate}, ` +
        (Number.isFinite(settings.patience)
          ? `patience ${settings.patience} epochs`
          : `schedule ${settings.schedule}`),
    ],
  ];
}

function recordOf(path: string, posterior: Amortized, size: number): object {
  const { names, xNames, xShape, prior, support } = posterior;
  const [first, ...others] = membersOf(posterior).map(({ estimator, training }) => ({
    flow: estimator.architecture.recipe,
    embedding: estimator.architecture.embedding ?? null,
    weights: estimator.parameters.size,
    training,
  }));
  return {
    path,
    bytes: size,
    names,
    xNames: xNames ?? null,
    xShape,
    prior: prior.recipe ?? { support: describeSupport(prior.support) },
    support,
    ...first,
    ...(others.length > 0 && { otherMembers: others }),
  };
}

function shorten(names: readonly string[]): string {
  return names.length <= 12
    ? names.join(', ')
    : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`;
}
