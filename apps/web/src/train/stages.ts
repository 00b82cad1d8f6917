import { html, type TemplateResult } from 'lit-html';
import type { DeskState } from './deskState.ts';
import type { Stage } from './protocol.ts';

const titles: Readonly<Record<Stage, string>> = { simulate: 'Simulate', train: 'Train', check: 'Check' };

/** How far simulating, training and checking have come. */
export function stagesOf({ stages }: DeskState): TemplateResult {
  return html`<ol class="stages">
    ${(['simulate', 'train', 'check'] as const).map(
      (stage) => html`<li class=${stage}>
        <h3>${titles[stage]}</h3>
        <span class="count">${stages[stage]?.text}</span>
        <progress aria-label=${titles[stage]} .value=${stages[stage]?.fraction ?? 0}></progress>
      </li>`,
    )}
  </ol>`;
}
