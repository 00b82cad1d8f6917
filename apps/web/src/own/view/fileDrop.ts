import { html, type TemplateResult } from 'lit-html';

export interface FileDropOptions {
  readonly id: string;
  /** What to drop, as a label. */
  readonly label: string;
  readonly hint: string;
  /** What the file chooser offers: ".csv". */
  readonly accept: string;
  readonly take: (files: readonly File[]) => void;
  /** What is there already. */
  readonly content?: TemplateResult | string;
}

/** A field for a file: it can be chosen, by keyboard too, or dropped. */
export function fileDrop({ id, label, hint, accept, take, content }: FileDropOptions): TemplateResult {
  const chosen = ({ target }: Event) => {
    const input = target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = ''; // the same file can be chosen again when it was mended
    if (files.length > 0) take(files);
  };
  return html`<div class="file-drop" data-drop=${id}>
    <label for=${id}>${label}</label>
    <p class="soft" id="${id}-hint">${hint}</p>
    <input type="file" id=${id} accept=${accept} aria-describedby="${id}-hint" @change=${chosen} />
    ${content ? html`<div class="file-content">${content}</div>` : ''}
  </div>`;
}
