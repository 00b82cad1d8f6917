import { readFileSync } from 'node:fs';
import type { Figure } from '../src/index.ts';
import * as gallery from './gallery/index.ts';

type Name = keyof typeof gallery;

const pictures: Readonly<Record<Name, Figure>> = { ...gallery };

/** The figures in the order of the page. A figure that is missing here has no place, and a test says so. */
const sections: Readonly<Record<string, readonly Name[]>> = {
  'Posteriors, two parameters at a time: `pairPlot`': [
    'tutorial',
    'fiveParameters',
    'twoSets',
    'atTheWall',
    'allKinds',
    'separateValues',
    'lowerTriangle',
    'twoParameters',
    'oneParameter',
    'tenParameters',
    'farScales',
    'longNames',
  ],
  'Single parameters: `marginalPlot`': ['marginals'],
  'What the data taught: `priorPosteriorPlot`': ['priorPosterior'],
  'Parameters when others are held: `conditionalPairPlot`': ['conditional', 'twoConditionals'],
  'Predictions over the data: `predictivePlot`': ['predictive', 'twoPredictives'],
  'Truths found again: `recoveryPlot`': ['recovery', 'twoRecoveries'],
  'Calibration by ranks: `rankPlot`': ['ranks', 'rankHistograms', 'twoRanks'],
  'Coverage: `coveragePlot`': ['coverage', 'jointCoverage'],
  'Coverage about random points: `tarpPlot`': ['tarp', 'tarpCurve'],
  'Training: `lossPlot`': ['loss', 'twoLosses'],
};

/** What a figure shows: the comment over it in its file. */
function about(name: Name): string {
  const source = readFileSync(new URL(`gallery/${name}.ts`, import.meta.url), 'utf8');
  const comment = /\/\*\* ((?:(?!\*\/)[\s\S])*?) ?\*\/\s*export const figure/.exec(source)?.[1];
  if (comment === undefined) throw new Error(`gallery/${name}.ts has no comment over its figure`);
  return comment.replace(/\s*\n \* ?/g, ' ').trim();
}

/** Every figure once; throws when one is missing from the sections. */
function ordered(): readonly (readonly [heading: string, names: readonly Name[]])[] {
  const placed = Object.values(sections).flat();
  const missing = Object.keys(gallery).filter((name) => !placed.includes(name as Name));
  if (missing.length > 0) throw new Error(`no section of the gallery holds ${missing.join(', ')}`);
  return Object.entries(sections);
}

/** The gallery as a page of Markdown. */
export function markdownPage(): string {
  const parts = ordered().map(([heading, names]) => {
    const figures = names.map((name) => {
      const source = `../../packages/plots/test/gallery/${name}.ts`;
      const links = `[code](${source}) · [in a terminal](${name}.txt)`;
      return `![${pictures[name].title}](${name}.svg)\n\n${about(name)} ${links}`;
    });
    return `## ${heading}\n\n${figures.join('\n\n')}\n`;
  });
  const start = [
    '# Gallery of @sbi/plots',
    '',
    'Every kind of figure, from seeded made-up draws. The pictures follow the light or dark theme of their reader;',
    '[index.html](index.html) shows both side by side. They are what the tests compare with, written by',
    '`npx --yes pnpm@10 gallery`.',
    '',
  ];
  return `${start.join('\n')}\n${parts.join('\n')}`;
}

const style = `
  :root { color-scheme: light dark; }
  body { margin: 2rem auto; max-width: 1040px; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
  h1, h2 { font-weight: 600; line-height: 1.25; }
  h2 { margin-top: 3rem; }
  figure { margin: 1.5rem 0 2.5rem; }
  .both { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
  img { max-width: 100%; height: auto; }
  .light { color-scheme: light; }
  .dark { color-scheme: dark; }
  figcaption { margin-top: 0.5rem; max-width: 70ch; }
`;

/** The gallery as a page of HTML, every picture in both themes: a picture takes the scheme of its element. */
export function htmlPage(): string {
  const parts = ordered().map(([heading, names]) => {
    const figures = names.map((name) => {
      const { width, height, title } = pictures[name];
      const size = `width="${width}" height="${height}"`;
      const picture = (scheme: string): string =>
        `<img class="${scheme}" src="${name}.svg" ${size} alt="${html(title)}">`;
      return `<figure id="${name}">
<div class="both">${picture('light')}${picture('dark')}</div>
<figcaption>${html(about(name))} <a href="${name}.txt">In a terminal</a></figcaption>
</figure>`;
    });
    return `<h2>${html(heading).replace(/`([^`]*)`/g, '<code>$1</code>')}</h2>\n${figures.join('\n')}`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Gallery of @sbi/plots</title>
<style>${style}</style>
<h1>Gallery of @sbi/plots</h1>
${parts.join('\n')}
</html>
`;
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
