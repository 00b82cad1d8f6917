import { formatCount } from '@sbi/plots';
import { mountPair } from '../pair/pairRoom.ts';
import type { Page } from '../shell/page.ts';

/** When the first posterior stood on the screen: what is measured of how long the page takes. */
const FIRST = 'first posterior';

/** The hero: the pair plot of the last draws, and beneath it whether x is like what the model has seen. */
export function mountPosterior(root: HTMLElement, page: Page): void {
  const [title, likeness, facts] = [make('h2'), make('p', 'likeness'), make('p', 'soft')];
  likeness.setAttribute('role', 'status');
  const picture = document.createElement('div');
  const standing = document.createElement('div');
  standing.className = 'standing';
  standing.append(likeness, facts);
  root.append(title, standing, picture);
  mountPair(picture, page);
  const rename = () => {
    title.textContent = page.problem.title;
  };
  page.onProblem.on(rename);
  rename();
  let hasPainted = false;
  const painted = () => {
    if (hasPainted) return;
    hasPainted = true;
    performance.mark(FIRST);
    page.onPainted.tell();
  };
  page.onDrawn.on(({ rows, warnings }) => {
    facts.textContent = factsOf(page, rows);
    tell(likeness, warnings);
    if (!hasPainted) requestAnimationFrame(() => requestAnimationFrame(painted));
  });
}

function factsOf({ model }: Page, rows: number): string {
  const origin = {
    shipped: 'a model that comes with the page',
    trained: 'the model trained here',
    opened: `the model ${model?.name}`,
  };
  return `Posterior: ${formatCount(rows)} draws from ${origin[model?.origin ?? 'shipped']}`;
}

/** A sentence with a dot; its words change only with their meaning, because a screen reader says them. */
function tell(element: HTMLElement, warnings: readonly string[]): void {
  const isNew = warnings.length > 0;
  element.dataset['novel'] = String(isNew);
  const words = isNew
    ? warnings.join(' ')
    : 'This observation is like the simulations that the model learnt from.';
  if (element.textContent !== words) element.textContent = words;
}

function make(name: 'h2' | 'p', className = ''): HTMLElement {
  return Object.assign(document.createElement(name), { className });
}
