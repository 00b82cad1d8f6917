import { html, type TemplateResult } from 'lit-html';
import type { DeskState } from './deskState.ts';
import { type PageBackend, pageBackends } from './protocol.ts';

const words: Readonly<Record<PageBackend, string>> = {
  webgpu: 'the graphics card',
  wasm: 'compiled code, fast everywhere',
  cpu: 'plain JavaScript, slower',
};

/** What computes: one of three, with the reason where one cannot. */
export function backendField(
  { backend, obstacles }: DeskState,
  change: (backend: PageBackend) => void,
): TemplateResult {
  return html`<fieldset class="backends">
    <legend>Computed by</legend>
    ${pageBackends.map(
      (name) => html`<label>
        <input
          type="radio"
          name="backend"
          .checked=${name === backend}
          ?disabled=${obstacles[name] !== undefined}
          @change=${() => change(name)}
        />
        <b>${name}</b> <small>${obstacles[name] ?? words[name]}</small>
      </label>`,
    )}
  </fieldset>`;
}
