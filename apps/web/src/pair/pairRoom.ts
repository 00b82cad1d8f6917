import type { DrawnReport } from '../live/protocol.ts';
import type { Page } from '../shell/page.ts';
import type { PairSet } from './pairSet.ts';
import './pairView.ts';

/** As many posteriors as have a colour of their own may be compared with the one at hand. */
const mostKept = 3;

/** The posterior in the middle of the page: it follows whatever is drawn, beside the prior and what was kept. */
export function mountPair(root: HTMLElement, page: Page): void {
  const view = document.createElement('sbi-pair-view');
  const keep = toolButton('Keep', 'Keeps this posterior in the picture, to compare the next ones with it.');
  const forget = toolButton('Let go', 'Takes away the posteriors that were kept.');
  view.append(forget, keep);
  root.append(view);
  let prior: PairSet | undefined;
  let kept: readonly PairSet[] = [];
  const show = (drawn: DrawnReport | undefined) => {
    forget.hidden = kept.length === 0;
    keep.disabled = drawn === undefined || kept.length === mostKept;
    if (drawn) view.sets = [posteriorOf(drawn), ...kept, ...(prior ? [prior] : [])];
  };
  page.onOpened.on(({ names, limits, support, priorDraws }) => {
    const { limits: own } = page.problem;
    view.names = names;
    view.limits = own?.length === names.length ? own : limits;
    view.support = support;
    page.shown = view.shown;
    kept = [];
    prior = {
      label: 'prior',
      names,
      data: priorDraws,
      rows: priorDraws.length / names.length,
      isPrior: true,
    };
    show(undefined);
  });
  page.onDrawn.on((drawn) => {
    view.points = page.observed.truth;
    show(drawn);
  });
  view.addEventListener('shown', () => {
    page.shown = view.shown;
  });
  keep.onclick = () => {
    if (!page.drawn) return;
    const label = `kept ${kept.length + 1}`;
    kept = [...kept, { ...posteriorOf(page.drawn), label }];
    page.say(`This posterior stays in the picture as ${label}.`);
    show(page.drawn);
  };
  forget.onclick = () => {
    kept = [];
    keep.focus();
    show(page.drawn);
  };
}

function posteriorOf({ names, draws, rows, panels }: DrawnReport): PairSet {
  return { label: 'posterior', names, data: draws, rows, binned: panels };
}

function toolButton(words: string, title: string): HTMLButtonElement {
  const button = document.createElement('button');
  return Object.assign(button, { type: 'button', slot: 'tools', textContent: words, title });
}
