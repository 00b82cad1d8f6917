import { StateEffect, type StateEffectType, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

/** Marks a line, from 1, as wrong; 0 takes the mark away. */
export const markLine: StateEffectType<number> = StateEffect.define<number>();

const wrong = Decoration.line({ class: 'wrong', attributes: { 'aria-invalid': 'true' } });

/** The line that is marked; it goes with the text, and is gone when the text changes. */
export const markedLine: StateField<DecorationSet> = StateField.define({
  create: () => Decoration.none,
  update(marks, { docChanged, effects, state }) {
    const asked = effects.find((effect) => effect.is(markLine));
    if (asked?.value && asked.value <= state.doc.lines) {
      return Decoration.set([wrong.range(state.doc.line(asked.value).from)]);
    }
    return asked || docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});
