import type { Editor, EditorOptions } from './editor.ts';

/** A text field: what phones edit best. */
export function makePlainEditor({ text, label, onChange, onRun }: EditorOptions): Editor {
  const element = document.createElement('textarea');
  Object.assign(element, {
    value: text,
    className: 'plain-editor',
    spellcheck: false,
    wrap: 'off',
    rows: 22,
  });
  for (const name of ['autocapitalize', 'autocomplete', 'autocorrect']) element.setAttribute(name, 'off');
  element.setAttribute('aria-label', label);
  element.oninput = onChange;
  element.onkeydown = (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onRun();
  };
  return {
    element,
    help: '',
    get text() {
      return element.value;
    },
    set text(value) {
      element.value = value;
    },
    mark: (line) => element.setAttribute('aria-invalid', String(line > 0)),
    goTo: (line) => {
      const lines = element.value.split('\n');
      const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
      element.focus();
      element.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    },
    dispose: () => element.remove(),
  };
}
