import type { Page } from './page.ts';

/** Shows what goes wrong, and says to screen readers what should be said. */
export function mountWordsOfPage(page: Page): void {
  const write = (id: string, sentence = '') => {
    const element = document.getElementById(id) as HTMLElement;
    if (element.textContent !== sentence) element.textContent = sentence;
  };
  page.onTrouble.on((sentence) => write('trouble', sentence));
  page.onSay.on((sentence) => write('said', sentence));
}
