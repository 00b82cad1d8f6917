import { html, nothing, type TemplateResult } from 'lit-html';
import type { Desk } from './desk.ts';
import type { Phase } from './deskState.ts';

/**
 * What can be done at this point of a training.
 *
 * @param isAlone whether there is a model and nothing to simulate
 */
export function trainButtons(desk: Desk, simulations: number, isAlone: boolean): TemplateResult {
  const { phase, trained, trouble } = desk.state;
  const isEnded = trained && (phase === 'ended' || phase === 'checking');
  const cannotStart = isAlone || ['asleep', 'starting', 'refused'].includes(phase);
  return html`<div class="train-buttons">
    ${
      underWay(desk, simulations)[phase] ??
      html`<button class="button main" ?disabled=${cannotStart}>Train</button>`
    }
    ${isEnded ? button('More simulations', () => desk.more(simulations)) : nothing}
    ${isEnded && trained.stopped !== 'schedule' ? button('Train on', () => desk.goOn()) : nothing}
    ${isAlone ? html`<p class="soft">To train, bring the simulator or the tables behind this model in “Your own”.</p>` : nothing}
    <p class="train-trouble" role="alert">${trouble ?? nothing}</p>
  </div>`;
}

function underWay(desk: Desk, simulations: number): Partial<Record<Phase, TemplateResult>> {
  const { backend, history } = desk.state;
  const stop = button('Stop', () => desk.stop());
  const keep = button('Stop and keep', () => desk.stop());
  const more = button('More simulations', () => desk.more(simulations));
  // Of several flows none is the model before the race is over.
  const isRace = history.at(-1)?.attempt !== undefined;
  const end = isRace ? stop : html`${keep} ${more}`;
  return {
    simulating: stop,
    training: html`${button('Pause', () => desk.pause())} ${end}`,
    pausing: waiting('Pausing after this epoch …'),
    paused: html`${button('Go on', () => desk.goOn())} ${end}`,
    stopping: waiting('Stopping after this epoch …'),
    interrupted: html`${button('Go on from there', () => desk.recover())}
    ${backend === 'webgpu' ? button('Go on with wasm', () => desk.recover('wasm')) : nothing}`,
  };
}

function button(words: string, act: () => void): TemplateResult {
  return html`<button class="button" type="button" @click=${act}>${words}</button>`;
}

function waiting(words: string): TemplateResult {
  return html`<button class="button" type="button" disabled>${words}</button>`;
}
