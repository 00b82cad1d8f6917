import '../style/own.css';
import type { Page } from '../shell/page.ts';
import { OwnView } from './view/ownView.ts';

/** "Your own": a simulator, tables, or a model file. */
export function mountOwn(root: HTMLElement, page: Page): void {
  new OwnView(root, {
    train: (problem) => {
      page.choose(problem);
      page.show('train');
    },
    open: (problem, bytes, name) => {
      page.choose(problem);
      page.use({ bytes, origin: 'opened', name });
      page.show('explore');
    },
    say: (sentence) => page.say(sentence),
    isShown: () => page.view === 'own',
  });
}
