import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { colours, theme } from './codeTheme.ts';
import type { Editor, EditorOptions } from './editor.ts';
import { markedLine, markLine } from './markedLine.ts';

const HELP = 'Tab indents; to leave the editor press Escape, then Tab. Ctrl+Enter tries it.';

/** CodeMirror with the little that a simulator needs. */
export function makeCodeEditor(options: EditorOptions): Editor {
  const element = document.createElement('div');
  element.className = 'code-editor';
  // In a shadow root its styles are adopted sheets, which the page's Content-Security-Policy allows; as <style> they are not.
  const root = element.attachShadow({ mode: 'open' });
  const state = EditorState.create({ doc: options.text, extensions: extensionsFor(options) });
  const view = new EditorView({ root, parent: root, state });
  return {
    element,
    help: HELP,
    get text() {
      return view.state.doc.toString();
    },
    set text(insert) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } });
    },
    mark: (line) => view.dispatch({ effects: markLine.of(line) }),
    goTo: (line) => {
      const { from } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
    dispose: () => {
      view.destroy();
      element.remove();
    },
  };
}

function extensionsFor({ label, onChange, onRun }: EditorOptions): Extension {
  const run = () => {
    onRun();
    return true;
  };
  return [
    lineNumbers(),
    history(),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    javascript(),
    syntaxHighlighting(colours),
    theme,
    markedLine,
    EditorState.tabSize.of(2),
    keymap.of([{ key: 'Mod-Enter', run }, indentWithTab, ...defaultKeymap, ...historyKeymap]),
    // tabindex: what scrolls must hold something that can be focused, and tools do not see that the text itself can
    EditorView.contentAttributes.of({
      'aria-label': `${label}. ${HELP}`,
      spellcheck: 'false',
      tabindex: '0',
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange();
    }),
  ];
}
