import { formatName } from '@sbi/plots';
import { html, render } from 'lit-html';
import { unsafeHTML } from 'lit-html/directives/unsafe-html.js';
import type { Page } from '../shell/page.ts';

/** What the problem is about, its formula, and what its parameters mean. */
export function mountWords(root: HTMLElement, page: Page): void {
  const draw = () => {
    const { paragraph, formula, parameters } = page.problem;
    render(
      html`<section class="words" aria-label="The problem">
        <p>${paragraph}</p>
        <div class="formula" tabindex="0" role="group" aria-label="Model">${unsafeHTML(formula)}</div>
        <dl>
          ${parameters.map(({ name, meaning }) => html`<dt>${formatName(name)}</dt><dd>${meaning}</dd>`)}
        </dl>
      </section>`,
      root,
    );
  };
  page.onProblem.on(draw);
  draw();
}
