/** A piece of text on the line, lowered, or raised. */
export interface Run {
  readonly text: string;
  readonly shift?: 'sub' | 'sup';
}

/** Text with subscripts: θ₁ is `[{ text: 'θ' }, { text: '1', shift: 'sub' }]`. */
export type Text = readonly Run[];

const plain = '0123456789+−=()aehijklmnoprstuvx';
const lowered = '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ';
const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵉʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛˣ';

/** Plain words as a Text. */
export function words(text: string): Text {
  return [{ text }];
}

/** Several texts as one. */
export function join(...texts: readonly Text[]): Text {
  return texts.flat();
}

/** A text as one string, with the subscripts Unicode has (θ₁) and an underscore where it has none (θ_max → θₘₐₓ, θ_b). */
export function plainText(text: Text): string {
  return text.map((run) => (run.shift === undefined ? run.text : shifted(run.text, run.shift))).join('');
}

function shifted(text: string, shift: 'sub' | 'sup'): string {
  const table = [...(shift === 'sub' ? lowered : raised)];
  const letters = [...text.replaceAll('-', '−')];
  const places = letters.map((letter) => plain.indexOf(letter));
  if (places.every((place) => place >= 0)) return places.map((place) => table[place]).join('');
  return (shift === 'sub' ? '_' : '^') + text;
}

/** Takes Unicode's small digits apart: 'θ₁' becomes θ with the subscript 1. */
export function splitShifted(text: string): Text {
  return merge(
    [...text].map((letter) => {
      const [base, shift] = unshifted(letter);
      return { text: base, ...(shift === undefined ? {} : { shift }) };
    }),
  );
}

/** Neighbouring runs on the same level as one. */
export function merge(text: Text): Text {
  const runs: Run[] = [];
  for (const run of text) {
    const last = runs.at(-1);
    if (last !== undefined && last.shift === run.shift)
      runs[runs.length - 1] = { ...last, text: last.text + run.text };
    else runs.push(run);
  }
  return runs;
}

function unshifted(letter: string): [base: string, shift?: 'sub' | 'sup'] {
  const below = [...lowered].indexOf(letter);
  if (below >= 0) return [plain.charAt(below), 'sub'];
  const above = [...raised].indexOf(letter);
  return above >= 0 ? [plain.charAt(above), 'sup'] : [letter];
}

/** Control characters and halves of surrogate pairs, which neither XML nor a terminal may be given, made visible. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}
