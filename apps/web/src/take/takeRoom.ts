import '../style/take.css';
import { type Matrix, matrixOf } from '@sbi/core';
import { html, render } from 'lit-html';
import type { DrawnReport } from '../live/protocol.ts';
import type { Model, Opened, Page } from '../shell/page.ts';
import { currentLink } from '../state/address.ts';
import { modelHash } from '../state/modelHash.ts';
import { deskOf } from '../train/desk.ts';
import { drawPng, makeText, save } from './make.ts';
import type { PictureParts, ReportParts } from './protocol.ts';

/** What is there to take. */
interface Shown {
  readonly model: Model;
  readonly opened: Opened;
  readonly drawn: DrawnReport;
}

interface Thing {
  readonly label: string;
  readonly hint: string;
  readonly what: string;
  readonly take: (page: Page, shown: Shown) => Promise<string>;
}

const things: readonly Thing[] = [
  {
    label: 'Model',
    hint: 'file',
    what: 'The model as a .safetensors file, for sbi sample and for this page',
    take: async (_, { model }) =>
      saved(`${baseOf(model)}.safetensors`, model.bytes, 'application/octet-stream'),
  },
  {
    label: 'Draws',
    hint: '.csv',
    what: 'The draws from the posterior at this observation, one a line',
    take: async (_, { model, drawn }) =>
      saved(
        `${baseOf(model)}-draws.csv`,
        await makeText({ type: 'table', draws: tableOf(drawn) }),
        'text/csv',
      ),
  },
  {
    label: 'Figure',
    hint: '.svg',
    what: 'The pair plot as a drawing, light or dark as its reader has it',
    take: async (page, shown) => {
      const svg = await makeText({ type: 'figure', picture: pictureOf(page, shown), theme: 'auto' });
      return saved(`${baseOf(shown.model)}.svg`, svg, 'image/svg+xml');
    },
  },
  {
    label: 'Figure',
    hint: '.png',
    what: 'The pair plot as pixels, for slides',
    take: async (page, shown) => {
      const svg = await makeText({ type: 'figure', picture: pictureOf(page, shown), theme: 'light' });
      return saved(`${baseOf(shown.model)}.png`, await drawPng(svg), 'image/png');
    },
  },
  {
    label: 'Report',
    hint: '.html',
    what: 'Everything about this posterior on one page that needs no network',
    take: async (page, shown) => {
      const report = await reportOf(page, shown);
      const text = await makeText({ type: 'report', picture: pictureOf(page, shown), report });
      return saved(`${baseOf(shown.model)}-report.html`, text, 'text/html');
    },
  },
  {
    label: 'Link',
    hint: 'copy',
    what: 'An address that shows the same picture, in any browser',
    take: async (page) => {
      await navigator.clipboard.writeText(await currentLink(page));
      return page.model?.origin === 'shipped'
        ? 'The link is copied.'
        : 'The link is copied. It names the model by its hash; send its file along, or it is trained anew there.';
    },
  },
];

/** Downloads of all that the page shows, and a link to it. */
export function mountTake(root: HTMLElement, page: Page): void {
  let said = '';
  const show = () =>
    render(
      html`<section class="take" aria-labelledby="take-title">
        <h2 id="take-title">Take it with you</h2>
        <div class="take-things">
          ${things.map(
            (
              thing,
            ) => html`<button class="button" type="button" title=${thing.what} @click=${() => take(thing)}>
              ${thing.label} <small>${thing.hint}</small>
            </button>`,
          )}
        </div>
        <p class="soft" role="status">${said}</p>
      </section>`,
      root,
    );
  const say = (sentence: string) => {
    said = sentence;
    show();
  };
  const take = async ({ label, take: make }: Thing) => {
    const { model, opened, drawn } = page;
    if (!model || !opened || !drawn) return say('There is nothing to take yet: no posterior is drawn.');
    say('One moment …');
    try {
      say(await make(page, { model, opened, drawn }));
    } catch (error) {
      say(`${label}: this cannot be taken, because ${(error as Error).message}`);
    }
  };
  page.onProblem.on(() => say(''));
  show();
}

function saved(name: string, content: Blob | string | Uint8Array, type: string): string {
  save(name, content instanceof Blob ? content : new Blob([content as Uint8Array<ArrayBuffer>], { type }));
  return `${name} is in your downloads.`;
}

/** A file's name without what other systems would stumble over. */
function baseOf({ name }: Model): string {
  const base = name.replace(/\.safetensors$/i, '').replace(/[^\p{L}\p{N}_-]+/gu, '-');
  return base.slice(0, 60) || 'model';
}

function tableOf({ draws, names }: DrawnReport): Matrix {
  return matrixOf(draws, names.length, names);
}

function pictureOf({ problem, observed }: Page, { opened, drawn }: Shown): PictureParts {
  return {
    draws: tableOf(drawn),
    support: opened.support,
    limits: problem.limits ?? opened.limits,
    truth: observed.truth && Array.from(observed.truth),
  };
}

async function reportOf(page: Page, { model, drawn }: Shown): Promise<ReportParts> {
  const { problem, predicted, seed } = page;
  const desk = deskOf(page);
  const { title, paragraph, formula, parameters, sketch } = problem;
  return {
    problem: { title, paragraph, formula, parameters },
    series: sketch.kind === 'series' ? sketch : undefined,
    x: drawn.x,
    warnings: drawn.warnings,
    predicted: predicted && matrixOf(predicted.x, drawn.x.length),
    verdict: desk.isAbout(model) ? desk.state.verdict : undefined,
    model: { bytes: model.bytes, name: model.name, origin: model.origin },
    hash: await modelHash(model.bytes as Uint8Array<ArrayBuffer>),
    seed,
    link: await currentLink(page),
  };
}
