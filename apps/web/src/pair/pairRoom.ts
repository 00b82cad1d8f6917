import type { Page } from '../shell/page.ts';
import './pairView.ts';

/** The posterior in the middle of the page: it follows whatever is drawn. */
export function mountPair(root: HTMLElement, page: Page): void {
  const view = document.createElement('sbi-pair-view');
  root.append(view);
  page.onOpened.on(({ names, limits, support }) => {
    const { limits: own } = page.problem;
    view.names = names;
    view.limits = own?.length === names.length ? own : limits;
    view.support = support;
    page.shown = view.shown;
  });
  page.onDrawn.on(({ names, draws, rows, panels }) => {
    view.points = page.observed.truth;
    view.sets = [{ label: 'posterior', names, data: draws, rows, binned: panels }];
  });
  view.addEventListener('shown', () => {
    page.shown = view.shown;
  });
}
