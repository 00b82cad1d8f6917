import type { StartedBackend } from '@sbi/backends';
import type { Matrix } from '@sbi/core';
import { type Figure, formatCount, formatName, priorPosteriorPlot } from '@sbi/plots';
import {
  checkSection,
  figures,
  fixed,
  formatVector,
  type Html,
  html,
  listOf,
  picture,
  posteriorColumns,
  renderPage,
  section,
  tableOf,
  trainingSection,
} from '@sbi/report';
import type { DemoRun } from '../commands/demo.ts';
import { reproduceSection } from '../page/reproduceSection.ts';
import { explainTraining } from '../training.ts';
import { membersOf } from '../trainings.ts';
import { demoCommand } from './demoCommand.ts';
import { boundsOf, type ObservationResult, posteriorFigure } from './observation.ts';
import { isSeries, predictionFigure } from './views.ts';

interface Beside {
  /** Draws from the prior. */
  readonly theta: Matrix;
  readonly backend: StartedBackend;
}

/** Everything about a run of a demo on one page, to be read without anything else. */
export function demoPage(run: DemoRun, { theta, backend }: Beside): string {
  const { problem, options, training, checking } = run;
  const weights = membersOf(training.posterior).reduce(
    (sum, { estimator }) => sum + estimator.parameters.size,
    0,
  );
  const same = html`<p>Seed ${options.seed}. The same command writes the same page again, letter for letter, on the same
machine and versions; on others, the same to rounding.</p>`;
  return renderPage({
    title: problem.title,
    lead: html`<p class="formula soft">${problem.model}</p>
<p>${problem.description}</p>
<p>This page shows what neural posterior estimation found out from ${formatCount(options.simulations)} simulations: a
network learnt which parameters θ an observation x comes from, and answers with draws from p(θ | x).</p>`,
    verdict: checking.verdict,
    sections: [
      section(
        'What is asked',
        listOf(Object.entries(problem.parameters).map(([name, text]) => [formatName(name), text] as const)),
        html`<p class="source">Source: ${problem.source}</p>`,
      ),
      ...run.results.map((result, i) => observationSection(run, result, theta, i)),
      checkSection(checking.verdict, checking.recovered),
      trainingSection(training.trainings, weights, explainTraining),
      reproduceSection(demoCommand(run), backend, same),
    ],
    footer: html`Made by sbi, simulation-based inference in TypeScript. This page needs no network and runs no script.`,
  });
}

/** One observation: posterior beside exact posterior and truth, what was learnt from it, and what it predicts. */
function observationSection(run: DemoRun, result: ObservationResult, theta: Matrix, index: number): Html {
  const { problem, training } = run;
  const { observation, draws, exact, summaries, exactSummaries } = result;
  const truth = observation.theta;
  const points = truth ? { points: [truth] } : {};
  const plot = { ...points, bounds: boundsOf(training.posterior) };
  const beside = { ...(truth && { truth }), ...(exactSummaries && { exact: exactSummaries }) };
  const predictions = predictionsOf(run, result, index);
  return section(
    truth ? `Observation ${observation.number}` : 'What was measured, and what follows',
    html`<p>${intro(truth !== undefined, exact !== undefined)}</p>
<p class="formula">x = ${formatVector(observation.x)}</p>`,
    html`${result.warnings.map((warning) => html`<p><b>${warning}</b></p>`)}`,
    tableOf(posteriorColumns(summaries, beside)),
    exact && result.c2st !== undefined ? apart(result) : undefined,
    figures(
      picture(
        posteriorFigure(draws, exact, plot),
        'The posterior, parameters two by two.',
        exact
          ? 'Over it the exact posterior, in another colour and dashed.'
          : 'Regions hold the mass they name.',
      ),
      picture(
        priorPosteriorPlot(theta, draws, plot),
        'What the data taught.',
        'The prior in grey under the posterior; contraction is the share of the variance that is gone.',
      ),
      predictions &&
        picture(
          predictions,
          'What the posterior predicts, and what was observed.',
          isSeries(problem.name, observation.x.length)
            ? 'Ribbons hold their share of simulations from posterior draws at each place.'
            : 'Simulations from posterior draws, with the observation marked.',
        ),
    ),
  );
}

/** Predictions of the posterior, and where they are known of the exact one, over what was observed. */
function predictionsOf(
  { problem, checking }: DemoRun,
  { observation, exactPredictions }: ObservationResult,
  index: number,
): Figure | undefined {
  const predictive = checking.verdict.predictive[index];
  if (predictive === undefined) return undefined;
  const posterior = predictive.x;
  const predicted = exactPredictions ? { posterior, exact: exactPredictions } : { posterior };
  return predictionFigure(problem.name, predicted, observation.x);
}

function intro(isSimulated: boolean, hasExact: boolean): string {
  const origin = isSimulated
    ? 'Parameters were drawn from the prior, and the simulator gave x for them.'
    : 'These are real data.';
  const exact = hasExact
    ? ' The likelihood of this problem is known, so the exact posterior can be drawn from and stands beside the one that was learnt without it.'
    : '';
  return `${origin}${exact}`;
}

function apart({ c2st, summaries, exactSummaries }: ObservationResult): Html {
  const ratios = summaries.map(({ sd }, i) => sd / (exactSummaries?.[i]?.sd ?? Number.NaN));
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => fixed(ratio, 2));
  return html`<p>Its standard deviations are ${least} to ${most} times the exact ones. A classifier that is to tell draws of
both apart is right in ${fixed(100 * (c2st as number), 0)} % of cases; 50 % is a guess.</p>`;
}
