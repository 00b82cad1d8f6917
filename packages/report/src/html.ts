/** Markup that is safe to put into a page as it is. Only `html` and `trusted` make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | undefined | readonly Value[];

/**
 * A template whose values are text, whatever they hold, unless they are markup themselves; lists are joined.
 *
 * @example
 * import { html } from '@sbi/report';
 * console.log(html`<p>${'a < b'}</p>`.text); // → <p>a &lt; b</p>
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.reduce((text, piece, i) => text + render(values[i - 1]) + piece));
}

/**
 * Markup of one's own as it is, such as the SVG of a figure: never what somebody else wrote.
 *
 * @example
 * import { html, trusted } from '@sbi/report';
 * console.log(html`<p>${trusted('<hr />')}</p>`.text); // → <p><hr /></p>
 */
export function trusted(markup: string): Html {
  return new Html(markup);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text for a page: nothing in it is markup, letters that are controls or turn the direction of reading are shown, and no line
 * breaks between a number and its per cent.
 */
function escapeHtml(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (letter) => ENTITIES[letter] as string)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '�')
      .replace(/(\d) %/g, '$1\u00a0%')
  );
}

function render(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(render).join('');
  return escapeHtml(String(value));
}
