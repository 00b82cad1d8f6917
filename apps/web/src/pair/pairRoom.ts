import type { Page } from '../shell/page.ts';
import './pairView.ts';

/** The posterior in the middle of the page: it follows whatever is drawn. */
export function mountPair(root: HTMLElement, page: Page): void {
  const view = document.createElement('sbi-pair-view');
  root.append(view);
  page.onOpened.on(({ names, limits, support }) => {
    const { problem, observed } = page;
    view.names = names;
    view.limits = problem.limits ?? limits;
    view.support = support;
    view.points =
      problem.truth && isAsGiven(observed.x, problem.x) ? Float32Array.from(problem.truth) : undefined;
    page.shown = view.shown;
  });
  page.onObservation.on(({ x }) => {
    // The truth belongs to the observation that it made.
    const { truth, x: given } = page.problem;
    view.points = truth && isAsGiven(x, given) ? Float32Array.from(truth) : undefined;
  });
  page.onDrawn.on(({ names, draws, rows, panels }) => {
    view.sets = [{ label: 'posterior', names, data: draws, rows, binned: panels }];
  });
  view.addEventListener('shown', () => {
    page.shown = view.shown;
  });
}

function isAsGiven(x: Float32Array, given: readonly number[]): boolean {
  return x.length === given.length && given.every((value, i) => Math.fround(value) === x[i]);
}
