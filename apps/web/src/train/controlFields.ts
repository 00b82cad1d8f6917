import { html, type TemplateResult } from 'lit-html';
import { type Controls, type FlowChoice, flowChoices } from './choice.ts';

export interface ControlListeners {
  readonly controls: (controls: Controls) => void;
  readonly seed: (seed: number) => void;
}

const LAST_SEED = 2 ** 32 - 1;

/** How many simulations, which flow, how long, from which seed. */
export function controlFields(
  controls: Controls,
  seed: number,
  disabled: boolean,
  listen: ControlListeners,
): TemplateResult {
  const whole = (change: (value: number) => void) => (event: Event) => {
    const field = event.target as HTMLInputElement;
    if (field.reportValidity()) change(field.valueAsNumber);
  };
  const flow = (event: Event) =>
    listen.controls({ ...controls, flow: (event.target as HTMLSelectElement).value as FlowChoice });
  return html`<fieldset class="train-fields" ?disabled=${disabled}>
    <legend class="aside-for-readers">Settings</legend>
    <label
      ><span>Simulations</span>
      <input
        type="number"
        min="20"
        max="10000000"
        step="1"
        required
        .valueAsNumber=${controls.simulations}
        @change=${whole((simulations) => listen.controls({ ...controls, simulations }))}
      />
    </label>
    <label
      ><span>Seed</span>
      <input
        type="number"
        min="0"
        max=${LAST_SEED}
        step="1"
        required
        .valueAsNumber=${seed}
        @change=${whole(listen.seed)}
      />
    </label>
    <label class="wide"
      ><span>Flow</span>
      <select @change=${flow}>
        ${flowChoices.map(
          ([name, words]) =>
            html`<option value=${name} ?selected=${name === controls.flow}>${words}</option>`,
        )}
      </select>
    </label>
    <label class="wide"
      ><span>Epochs at most</span>
      <input
        type="number"
        min="1"
        max="100000"
        step="1"
        placeholder="until it converges"
        .value=${controls.epochs === undefined ? '' : String(controls.epochs)}
        @change=${whole((epochs) =>
          listen.controls({ ...controls, epochs: Number.isNaN(epochs) ? undefined : epochs }),
        )}
      />
    </label>
  </fieldset>`;
}
