import { type Page, type View, views } from './page.ts';

/** Begins at the view and the problem that the address names, and keeps it so. */
export function startAt(page: Page): void {
  const follow = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    const view = views.find((name) => name === asked.get('view')) ?? 'explore';
    const problem = page.problems.find(({ id }) => id === asked.get('problem'));
    if (problem && problem !== page.problem) page.choose(problem);
    page.show(view satisfies View);
  };
  const write = () => {
    const state = new URLSearchParams({ view: page.view, problem: page.problem.id });
    history.replaceState(null, '', `#${state}`);
  };
  follow();
  addEventListener('hashchange', follow);
  page.onView.on(write);
  page.onProblem.on(write);
}
