import { html, nothing, type TemplateResult } from 'lit-html';
import { priorWords } from '../priorFamilies.ts';
import type { SimulatorDescription } from '../sandbox/readDescription.ts';
import { previewPlot } from './previewPlot.ts';

/** A simulator that runs: what it declares, and some of what it makes. */
export interface Found {
  readonly description: SimulatorDescription;
  readonly rows: readonly Float32Array[];
}

export function foundView({ description, rows }: Found): TemplateResult {
  const { parameters, observation, trial, printed } = description;
  return html`
    <h2>It runs</h2>
    <p class="soft">
      ${parameters.length} ${parameters.length === 1 ? 'parameter' : 'parameters'},
      ${trial.x.length} ${trial.x.length === 1 ? 'number' : 'numbers'} a simulation.
    </p>
    <figure>
      ${previewPlot(rows, observation)}
      <figcaption class="soft">
        ${rows.length} ${rows.length === 1 ? 'simulation' : 'simulations'} from the prior${
          observation ? html`, and <span class="observed-key">what was observed</span>` : nothing
        }
      </figcaption>
    </figure>
    <table>
      <thead><tr><th scope="col">Parameter</th><th scope="col">Prior</th></tr></thead>
      <tbody>
        ${parameters.map((each) => html`<tr><th scope="row">${each.name}</th><td>${priorWords(each)}</td></tr>`)}
      </tbody>
    </table>
    ${printed.length > 0 ? html`<h3>It printed</h3><pre class="printed" tabindex="0">${printed.join('\n')}</pre>` : nothing}
  `;
}

/** What stands there before. */
export const howItRuns: TemplateResult = html`
  <h2>How it runs</h2>
  <p class="soft">
    Apart from this page: in a frame of its own without network, storage or a way to the page, and it is ended when it does
    not answer. What comes out is numbers.
  </p>
  <p class="soft">The same seed gives the same table, here and with <code>simulate</code> of <code>@sbi/simulate</code>.</p>
`;
