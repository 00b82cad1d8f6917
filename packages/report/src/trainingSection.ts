import { describeTraining, type EpochReport, type TrainingSummary } from '@sbi/npe';
import { formatCount, lossPlot } from '@sbi/plots';
import { type Html, html } from './html.ts';
import { fixed } from './number.ts';
import { figures, picture, section } from './page.ts';
import { describeRecipe } from './recipeWords.ts';
import { listOf, tableOf } from './tables.ts';

type Losses = Pick<EpochReport, 'trainLoss' | 'validationLoss'>;

/** Losses of a training, epoch by epoch; of several, by member. */
export function historiesOf(
  trainings: readonly TrainingSummary[],
): readonly Losses[] | Readonly<Record<string, readonly Losses[]>> {
  const histories = trainings.map(({ trainLoss, validationLoss }) =>
    trainLoss.map((loss, i) => ({ trainLoss: loss, validationLoss: validationLoss[i] as number })),
  );
  const [first] = histories;
  if (histories.length === 1) return first as NonNullable<typeof first>;
  return Object.fromEntries(histories.map((history, k) => [`member ${k + 1}`, history]));
}

/** How the posterior was trained, and with which settings; `explain` says why a training ended. */
export function trainingSection(
  trainings: readonly TrainingSummary[],
  weights: number,
  explain: (training: TrainingSummary) => string = describeTraining,
): Html {
  const [first] = trainings as [TrainingSummary];
  return section(
    'How it was trained',
    html`<p>${trainings.length === 1 ? explain(first) : `An average of ${trainings.length} trainings from different starts.`}</p>`,
    trainings.length === 1 && !first.attempts ? undefined : attemptsTable(trainings),
    figures(
      picture(
        lossPlot(historiesOf(trainings)),
        'Training and validation loss.',
        'Mean negative log-density of the true parameters, in nats: lower is sharper.',
      ),
      settingsOf(first, weights),
    ),
  );
}

function settingsOf({ settings, rows, steps }: TrainingSummary, weights: number): Html {
  const { flow, embedding, support, preset, optimizer, learningRate, schedule, batchSize, patience } =
    settings;
  return listOf([
    [
      'Simulations',
      `${formatCount(rows)}, of which ${Math.round(100 * settings.validationFraction)} % validate`,
    ],
    ['Flow', `${describeRecipe(flow)}; ${formatCount(weights)} weights`],
    ['Network of x', embedding ? describeRecipe(embedding) : 'none'],
    [
      'Prior’s support',
      support === 'constrain' ? 'draws stay inside by construction' : 'draws outside are rejected',
    ],
    ['Missing entries', settings.missing === 'mask' ? 'allowed, and trained for' : 'refused'],
    ['Preset', preset],
    [
      'Optimiser',
      `${optimizer}, learning rate ${learningRate}, ${schedule}; batches of ${batchSize}; ${formatCount(steps)} steps`,
    ],
    ['Patience', Number.isFinite(patience) ? `${patience} epochs` : 'until the schedule ends'],
  ]);
}

function attemptsTable(trainings: readonly TrainingSummary[]): Html {
  const rows =
    trainings.length === 1
      ? (trainings[0]?.attempts ?? [])
      : trainings.map(({ bestValidationLoss, steps }, k) => ({
          name: `member ${k + 1}`,
          bestValidationLoss,
          steps,
        }));
  return tableOf([
    { heading: '', cells: rows.map(({ name }) => name) },
    { heading: 'validation loss, nats', cells: rows.map((row) => fixed(row.bestValidationLoss, 3)) },
    { heading: 'gradient steps', cells: rows.map(({ steps }) => formatCount(steps)) },
  ]);
}
