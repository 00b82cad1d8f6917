import { html, render } from 'lit-html';
import type { Page } from '../shell/page.ts';
import type { PageProblem } from './pageProblem.ts';

/** The list of problems: a link each, so that it can be opened in another tab. */
export function mountProblems(root: HTMLElement, page: Page): void {
  const choose = (event: MouseEvent, problem: PageProblem) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    page.choose(problem);
  };
  let own: PageProblem | undefined;
  const draw = () => {
    if (!page.problems.includes(page.problem)) own = page.problem;
    return render(
      html`<nav class="problems" aria-label="Problems">
        ${[...page.problems, ...(own ? [own] : [])].map(
          (problem) => html`<a
            href="#problem=${problem.id}"
            aria-current=${problem === page.problem ? 'true' : 'false'}
            @click=${(event: MouseEvent) => choose(event, problem)}
            >${problem.brief}</a
          >`,
        )}
      </nav>`,
      root,
    );
  };
  // On narrow screens the list is a row that scrolls.
  const reveal = () => {
    const [row, current] = [root.firstElementChild, root.querySelector<HTMLElement>('[aria-current=true]')];
    if (row && current) row.scrollLeft = current.offsetLeft - (row.clientWidth - current.clientWidth) / 2;
  };
  page.onProblem.on(() => {
    draw();
    reveal();
  });
  draw();
  reveal();
}
