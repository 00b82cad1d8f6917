import { describeValue, ShapeError } from '@sbi/core';
import type { Verdict } from '@sbi/npe';
import { type Figure, formatCount, toSvg } from '@sbi/plots';
import { expectHtml, expectObject, expectVerdict } from './expectParts.ts';
import { type Html, html, trusted } from './html.ts';
import { STYLE } from './style.ts';

/** What a page is made of. */
export interface PageParts {
  readonly title: string;
  readonly lead: Html;
  /** Without one, nothing is said of whether it can be trusted. */
  readonly verdict?: Verdict | undefined;
  readonly sections: readonly Html[];
  readonly footer: Html;
}

/** No request can leave the page, no script runs in it, and it can send nothing, whatever stands in it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * One page with everything in it: no script, no request, light or dark as its reader has it.
 *
 * @throws {ShapeError} when a part is missing or is not markup
 * @example
 * import { html, renderPage } from '@sbi/report';
 * const page = renderPage({ title: 'A < B', lead: html``, sections: [], footer: html`The end.` });
 * console.log(page.includes('<h1>A &lt; B</h1>')); // → true
 */
export function renderPage(parts: PageParts): string {
  expectPage(parts);
  const { title, lead, verdict, sections, footer } = parts;
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<meta name="referrer" content="no-referrer" />
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${lead}
${verdict && banner(verdict)}
${sections.map((section) => html`${section}\n`)}
<footer>${footer}</footer>
</main>
</body>
</html>
`;
  return text;
}

/**
 * A part of the page under a heading.
 *
 * @example
 * import { html, section } from '@sbi/report';
 * console.log(section('Prior', html`<p>A box.</p>`).text.startsWith('<section>')); // → true
 */
export function section(heading: string, ...content: readonly (Html | undefined)[]): Html {
  return html`<section>
<h2>${heading}</h2>
${content.map((part) => (part ? html`${part}\n` : undefined))}</section>`;
}

/**
 * Pictures side by side where there is room; what is undefined is left out.
 *
 * @example
 * import { figures } from '@sbi/report';
 * console.log(figures(undefined).text.startsWith('<div class="figures">')); // → true
 */
export function figures(...shown: readonly (Html | undefined)[]): Html {
  return html`<div class="figures">${shown.map((one) => (one ? html`\n${one}` : undefined))}
</div>`;
}

/**
 * A picture with its caption: a few words in bold, and what to look for. A wide one scrolls on a narrow page.
 *
 * @example
 * import { lossPlot } from '@sbi/plots';
 * import { picture } from '@sbi/report';
 * const figure = lossPlot([{ trainLoss: 2, validationLoss: 3 }, { trainLoss: 1, validationLoss: 2 }]);
 * console.log(picture(figure, 'Losses.', 'Lower is sharper.').text.includes('<svg')); // → true
 */
export function picture(figure: Figure, name: string, hint: string): Html {
  const wide = figure.width > 480 ? 'whole wide' : '';
  return html`<figure class="${wide}">
<figcaption><b>${name}</b> ${hint}</figcaption>
${trusted(toSvg(figure).trimEnd())}
</figure>`;
}

function expectPage(parts: PageParts): void {
  const where = 'renderPage';
  expectObject(parts, 'parts', 'be { title, lead, sections, footer }', where);
  const { title, lead, verdict, sections, footer } = parts;
  if (typeof title !== 'string') throw new ShapeError('title', 'be a string', describeValue(title), where);
  expectHtml(lead, 'lead', where);
  if (verdict !== undefined) expectVerdict(verdict, 'verdict', where);
  if (!Array.isArray(sections))
    throw new ShapeError('sections', 'be a list of markup', describeValue(sections), where);
  sections.forEach((one, i) => {
    expectHtml(one, `sections[${i}]`, where);
  });
  expectHtml(footer, 'footer', where);
}

function banner(verdict: Verdict): Html {
  const { trusted: isTrusted, statements } = verdict;
  return html`<div class="verdict ${isTrusted ? 'good' : 'bad'}" role="note">
<strong>Can it be trusted? ${answerOf(verdict)}</strong>
<ul>${statements.map((statement) => html`<li>${statement}</li>`)}</ul>
</div>`;
}

/** The verdict as a heading: an answer to whether the posterior can be trusted. */
export function answerOf({ trusted, faults, coverage }: Verdict): string {
  const count = faults.length;
  if (!trusted) return `No: ${count === 1 ? 'a fault was' : `${count} faults were`} found.`;
  return `Yes, as far as ${formatCount(coverage.pairs)} held-out simulations can tell.`;
}
