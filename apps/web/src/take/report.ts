import { useBackend } from '@sbi/backends';
import { type AmortizedPosterior, decode, type Ensemble, summarize } from '@sbi/npe';
import { type Figure, formatCount, formatName, predictivePlot } from '@sbi/plots';
import {
  checkSection,
  describePrior,
  figures,
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
  trusted,
} from '@sbi/report';
import { figureOf } from './figure.ts';
import type { PictureParts, ReportParts } from './protocol.ts';

/** What the page shows of a posterior, on a page by itself. */
export async function reportOf(shown: PictureParts, parts: ReportParts): Promise<string> {
  await useBackend('cpu'); // the file is read, and nothing is drawn from it again
  const { problem, verdict, model } = parts;
  using amortized = decode(model.bytes, { source: model.name });
  const members: readonly AmortizedPosterior[] =
    'members' in amortized ? amortized.members : [amortized as AmortizedPosterior];
  const weights = members.reduce((sum, { estimator }) => sum + estimator.parameters.size, 0);
  return renderPage({
    title: problem.title,
    lead: html`<p class="formula">${trusted(problem.formula)}</p>
<p>${problem.paragraph}</p>`,
    verdict,
    sections: [
      section(
        'What is asked',
        listOf([
          ...problem.parameters.map(({ name, meaning }) => [formatName(name), meaning] as const),
          ['Prior', describePrior(amortized.prior, amortized.names)],
        ]),
      ),
      observationSection(shown, parts),
      ...(verdict ? [checkSection(verdict)] : []),
      trainingSection(
        members.map(({ training }) => training),
        weights,
      ),
      againSection(parts, amortized),
    ],
    footer: html`Made in a browser by sbi, simulation-based inference in TypeScript. This page needs no network and runs no
script.`,
  });
}

function observationSection(shown: PictureParts, { x, warnings, predicted, series }: ReportParts): Html {
  const { draws, truth } = shown;
  const beside = truth ? { truth } : {};
  const fan = predicted && series && fanOf(predicted.data, predicted.columns, x, series);
  return section(
    'What was observed, and what follows',
    html`<p class="formula">x = ${formatVector(x)}</p>`,
    html`${warnings.map((warning) => html`<p><b>${warning}</b></p>`)}`,
    tableOf(posteriorColumns(summarize(draws), beside)),
    figures(
      picture(
        figureOf(shown),
        'The posterior, parameters two by two.',
        `Regions hold the mass they name; ${formatCount(draws.rows)} draws.`,
      ),
      fan &&
        picture(
          fan,
          'What the posterior predicts, and what was observed.',
          'Ribbons hold their share of simulations from posterior draws at each place.',
        ),
    ),
  );
}

function fanOf(data: Float32Array, columns: number, x: Float32Array, series: SeriesOf): Figure {
  const { lines, at, axis } = series;
  const rows = data.length / columns;
  return predictivePlot({ data, rows, columns }, x, { channels: lines, at, axis });
}

type SeriesOf = NonNullable<ReportParts['series']>;

function againSection(
  { link, seed, hash, model }: ReportParts,
  { names }: AmortizedPosterior | Ensemble,
): Html {
  const origins: Readonly<Record<string, string>> = {
    shipped: 'came with the page',
    trained: 'trained in the page',
    opened: 'opened from a file',
  };
  return section(
    'To get the same again',
    html`<p>This address opens the page as it was, with the same picture:</p>`,
    html`<pre>${link}</pre>`,
    listOf([
      ['Seed', String(seed)],
      [
        'Model',
        `${model.name}, ${origins[model.origin] ?? model.origin}; p(${names.map(formatName).join(', ')} | x)`,
      ],
      ['SHA-256 of its file', hash ?? 'not known: this browser computes hashes on https pages only'],
    ]),
  );
}
