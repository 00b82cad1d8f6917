import type { StartedBackend } from '@sbi/backends';
import { rowOf, type Simulations } from '@sbi/core';
import type { Amortized } from '@sbi/npe';
import { formatCount, formatName } from '@sbi/plots';
import {
  checkSection,
  describePrior,
  formatVector,
  html,
  listOf,
  renderPage,
  section,
  trainingSection,
} from '@sbi/report';
import type { Checking } from '../checking.ts';
import { explainTraining } from '../training.ts';
import { membersOf, trainingsOf } from '../trainings.ts';
import { reproduceSection } from './reproduceSection.ts';

interface Parts {
  readonly path: string;
  readonly posterior: Amortized;
  readonly checking: Checking;
  readonly heldOut: Simulations;
  readonly command: string;
  readonly backend: StartedBackend;
}

/** The checks of a trained posterior on one page. */
export function checkPage({ path, posterior, checking, heldOut, command, backend }: Parts): string {
  const { names, xShape, prior } = posterior;
  const pairs = formatCount(heldOut.x.rows);
  const weights = membersOf(posterior).reduce((sum, { estimator }) => sum + estimator.parameters.size, 0);
  return renderPage({
    title: `Checks of ${path}`,
    lead: html`<p>The posterior in this file was held against ${pairs} simulations that were kept from its training.</p>`,
    verdict: checking.verdict,
    sections: [
      section(
        'What was checked',
        listOf([
          ['Parameters', names.map(formatName).join(', ')],
          ['Observation', `${xShape.join(' × ')} numbers, such as ${formatVector(rowOf(heldOut.x, 0))}`],
          ['Prior', describePrior(prior, names)],
        ]),
      ),
      checkSection(checking.verdict, checking.recovered),
      trainingSection(trainingsOf(posterior), weights, explainTraining),
      reproduceSection(command, backend, html``),
    ],
    footer: html`Made by sbi, simulation-based inference in TypeScript. This page needs no network and runs no script.`,
  });
}
