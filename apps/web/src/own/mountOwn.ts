import '../style/own.css';
import type { PageProblem } from '../problems/pageProblem.ts';
import type { Page } from '../shell/page.ts';
import { LONGEST_SOURCE } from '../state/packedText.ts';
import { fitSight, type Sight, usualSight } from '../state/sightState.ts';
import { followOwn } from './ownFollower.ts';
import { template } from './template.ts';
import { OwnView } from './view/ownView.ts';

/** "Your own": a simulator, tables, or a model file. */
export function mountOwn(root: HTMLElement, page: Page): void {
  const { source } = page.linked;
  const view = new OwnView(root, {
    train: (problem) => {
      enter(page, problem);
      page.show('train');
    },
    open: (problem, bytes, name) => {
      page.choose(problem);
      page.use({ bytes, origin: 'opened', name });
      page.show('explore');
    },
    say: (sentence) => page.say(sentence),
    seed: page.seed,
    ...(source !== undefined && { source }),
    onSource: (text) => keep(page, text),
  });
  const take = () => {
    const { given } = page;
    page.given = undefined;
    if (given) view.take(given.files, given.onto);
  };
  take();
  page.onGiven.on(take);
  followOwn(page);
  // Another link was opened in this page.
  page.onLinked.on((linked) => linked.source !== undefined && view.bring(linked.source));
}

/** Keeps a simulator in the page's address, as long as it fits there and is not the one that every page begins with. */
function keep(page: Page, text: string): void {
  const { source: _, ...others } = page.linked;
  const fits = text !== template && text.length <= LONGEST_SOURCE;
  page.linked = fits ? { ...others, source: text } : others;
  page.link({});
}

/** The problem of one's own, seen as the link that brought it says, unless its simulator was changed since to something else. */
function enter(page: Page, problem: PageProblem): void {
  const { x, sight } = page.arrival ?? {};
  const isOf = x === undefined || x.length === problem.x.length;
  page.choose(problem, isOf ? x : undefined, isOf && sight && fits(sight, problem) ? sight : usualSight);
  page.arrival = undefined;
}

function fits(sight: Sight, { parameters, x }: PageProblem): boolean {
  try {
    fitSight(sight, parameters.length, x.length);
    return true;
  } catch {
    return false;
  }
}
