import type { Page, View } from './page.ts';
import { views } from './page.ts';

/** Shows one view at a time, and marks it in the navigation. */
export function mountNavigation(page: Page): void {
  const links = document.querySelectorAll<HTMLAnchorElement>('nav [data-view]');
  for (const link of links) {
    link.onclick = (event) => {
      event.preventDefault();
      page.show(link.dataset['view'] as View);
    };
  }
  const mark = (view: View) => {
    for (const name of views) (document.getElementById(name) as HTMLElement).hidden = name !== view;
    for (const link of links) {
      if (link.dataset['view'] === view) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  };
  page.onView.on(mark);
  mark(page.view);
}
