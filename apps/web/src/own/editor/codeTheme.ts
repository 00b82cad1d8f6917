import { HighlightStyle } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** In the page's own colours, which know of light and dark. */
export const colours: HighlightStyle = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--soft)' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--blue)', fontWeight: '600' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--vermillion)' },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], color: 'var(--green)' },
  { tag: tags.function(tags.definition(tags.variableName)), fontWeight: '600' },
  { tag: tags.function(tags.variableName), color: 'var(--blue)' },
]);

export const theme: Extension = EditorView.theme({
  '&': { height: '100%', fontSize: '0.8125rem', color: 'var(--ink)', backgroundColor: 'var(--paper)' },
  '&.cm-focused': { outline: '2px solid var(--blue)', outlineOffset: '1px', borderRadius: '6px' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, "Cascadia Code", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
    lineHeight: '1.6',
  },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 16px 0 8px' },
  '.cm-gutters': {
    backgroundColor: 'var(--paper)',
    color: 'var(--soft)',
    border: 'none',
    paddingLeft: '4px',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--ink) 4%, transparent)',
  },
  '.cm-line.wrong': {
    backgroundColor: 'color-mix(in srgb, var(--vermillion) 7%, transparent)',
    boxShadow: 'inset 3px 0 var(--vermillion)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'color-mix(in srgb, var(--blue) 22%, transparent)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
});
