import { html, render } from 'lit-html';
import type { Note, Page } from './page.ts';

/** Notes above the views; as text, whatever they hold. */
export function mountNotes(root: HTMLElement, page: Page): void {
  let notes: readonly Note[] = [];
  const without = (key: string) => notes.filter((note) => note.key !== key);
  const show = (next: readonly Note[]) => {
    notes = next;
    render(
      notes.map(
        ({ key, sentence }) => html`<p class="note">
          <span>${sentence}</span>
          <button class="button" type="button" @click=${() => show(without(key))}>Put away</button>
        </p>`,
      ),
      root,
    );
  };
  page.onNote.on((note) => {
    if (!notes.some(({ key }) => key === note.key)) page.say(note.sentence);
    show([...without(note.key), note]);
  });
}
