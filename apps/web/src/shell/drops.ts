import type { Page } from './page.ts';

/** Files may be dropped anywhere, and are taken in "Your own". Without this, the browser would leave the page for one. */
export function mountDrops(page: Page): void {
  addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    // folders come as files that cannot be read; they are told by that
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    const onto = (event.target as Element).closest?.('[data-drop]')?.getAttribute('data-drop');
    page.give({ files, onto: onto ?? undefined });
  });
}
