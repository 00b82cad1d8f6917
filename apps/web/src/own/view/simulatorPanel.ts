import { rowOf } from '@sbi/core';
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { columnEnds } from '../columnEnds.ts';
import { type Editor, makeEditor } from '../editor/editor.ts';
import type { OwnData } from '../ownData.ts';
import { ownProblem } from '../ownProblem.ts';
import { priorWords } from '../priorFamilies.ts';
import type { SimulatorDescription } from '../sandbox/readDescription.ts';
import { SandboxedSimulator } from '../sandboxedSimulator.ts';
import { SimulatorError } from '../simulatorError.ts';
import { template } from '../template.ts';
import type { OwnContext } from './ownContext.ts';
import { previewPlot } from './previewPlot.ts';

const PREVIEW = 40;
/** A simulator that is slow shows the one row that it made. */
const PREVIEW_MILLISECONDS = 1500;

type State =
  | { readonly kind: 'empty' }
  | { readonly kind: 'running'; readonly words: string; readonly share?: number }
  | {
      readonly kind: 'tried';
      readonly description: SimulatorDescription;
      readonly rows: readonly Float32Array[];
    }
  | { readonly kind: 'failed'; readonly error: Error };

/** A simulator of one's own: written, tried, simulated. */
export class SimulatorPanel {
  private readonly root: HTMLElement;
  private readonly context: OwnContext;
  private readonly place = document.createElement('div');
  private editor: Editor | undefined;
  private state: State = { kind: 'empty' };
  private stop: AbortController | undefined;
  private count = 2000;
  private seed = 1;

  constructor(root: HTMLElement, context: OwnContext) {
    this.root = root;
    this.context = context;
    this.place.className = 'editor-place';
    this.draw();
    this.edit(context.source ?? template);
  }

  private async edit(text: string): Promise<void> {
    this.editor = await makeEditor({
      text,
      label: 'The simulator, in JavaScript',
      onChange: () => this.context.onSource?.(this.editor?.text ?? ''),
      onRun: () => this.tryIt(),
    });
    this.place.replaceChildren(this.editor.element);
    this.draw();
  }

  private draw(state: State = this.state): void {
    this.state = state;
    const { error } = state as { error?: Error };
    const line = error instanceof SimulatorError ? error.line : 0;
    this.editor?.mark(line);
    render(this.template(state), this.root);
  }

  private template(state: State): TemplateResult {
    const isRunning = state.kind === 'running';
    return html`
      <div class="own-main">
        ${this.place}
        ${this.editor?.help ? html`<p class="soft">${this.editor.help}</p>` : nothing}
        <div class="own-says" role="alert">${state.kind === 'failed' ? this.failure(state.error) : nothing}</div>
        <div class="own-actions">
          <button type="button" class="button" ?disabled=${isRunning} @click=${() => this.tryIt()}>Try it</button>
          <label class="number">Simulations
            <input type="number" min="100" max="1000000" step="100" .value=${String(this.count)}
              @change=${(event: Event) => this.takeCount(event)} /></label>
          <label class="number">Seed
            <input type="number" min="0" max="4294967295" step="1" .value=${String(this.seed)}
              @change=${(event: Event) => this.takeSeed(event)} /></label>
          ${
            isRunning
              ? html`<button type="button" class="button" @click=${() => this.stop?.abort('stopped')}>Stop</button>`
              : html`<button type="button" class="button main" @click=${() => this.simulate()}>Simulate and train</button>`
          }
        </div>
        ${this.progress(state)}
      </div>
      <div class="own-aside">${state.kind === 'tried' ? this.found(state) : howItRuns}</div>
    `;
  }

  private failure(error: Error): TemplateResult {
    const line = error instanceof SimulatorError ? error.line : 0;
    if (line === 0) return html`<p>${error.message}</p>`;
    return html`<p>
      <button type="button" class="line-link" @click=${() => this.editor?.goTo(line)}>Line ${line}</button>
      ${error.message}
    </p>`;
  }

  private progress(state: State): TemplateResult | typeof nothing {
    if (state.kind !== 'running') return nothing;
    return html`<div class="own-progress">
      <progress aria-label="Simulating" .value=${state.share ?? 0}></progress>
      <span class="soft">${state.words}</span>
    </div>`;
  }

  private found({ description, rows }: Extract<State, { kind: 'tried' }>): TemplateResult {
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

  private takeCount({ target }: Event): void {
    const asked = Math.round((target as HTMLInputElement).valueAsNumber);
    this.count = Math.min(1_000_000, Math.max(100, Number.isFinite(asked) ? asked : 2000));
    this.draw();
  }

  private takeSeed({ target }: Event): void {
    const asked = Math.round((target as HTMLInputElement).valueAsNumber);
    this.seed = Math.min(2 ** 32 - 1, Math.max(0, Number.isFinite(asked) ? asked : 1));
    this.draw();
  }

  private tryIt(): Promise<void> {
    return this.run('Trying …', async (simulator) => {
      const description = await simulator.describe();
      const limit = AbortSignal.timeout(PREVIEW_MILLISECONDS);
      const preview = await simulator.simulate(PREVIEW, 0, { signal: limit }).catch((error) => {
        if (!limit.aborted) throw error;
      });
      const rows = preview ? Array.from({ length: preview.x.rows }, (_, i) => rowOf(preview.x, i)) : [];
      simulator.dispose();
      this.draw({ kind: 'tried', description, rows: rows.length > 0 ? rows : [description.trial.x] });
      this.context.say('The simulator runs.');
    });
  }

  private simulate(): Promise<void> {
    return this.run('Simulating …', async (simulator, signal) => {
      const { count, seed } = this;
      const description = await simulator.describe();
      const simulations = await simulator.simulate(count, seed, {
        signal,
        onProgress: ({ done, total }) => {
          const words = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} simulations`;
          this.draw({ kind: 'running', words, share: done / total });
        },
      });
      simulator.dispose();
      this.draw({ kind: 'empty' });
      this.context.train(problemOf(description, simulations, simulator));
    });
  }

  private async run(
    words: string,
    work: (simulator: SandboxedSimulator, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (!this.editor || this.state.kind === 'running') return;
    const simulator = new SandboxedSimulator(this.editor.text, this.context.sandbox);
    this.stop = new AbortController();
    const { signal } = this.stop;
    signal.addEventListener('abort', () => simulator.dispose());
    this.draw({ kind: 'running', words });
    try {
      await work(simulator, signal);
    } catch (error) {
      simulator.dispose();
      this.draw(signal.aborted ? { kind: 'empty' } : { kind: 'failed', error: error as Error });
    }
  }
}

function problemOf(
  { parameters, prior, observation, trial }: SimulatorDescription,
  simulations: OwnData['simulations'],
  simulator: SandboxedSimulator,
) {
  const x = observation ?? trial.x;
  const title = 'Your simulator';
  const more: NonNullable<OwnData['more']> = (count, seed, options) =>
    simulator.simulate(count, seed, options);
  return ownProblem({
    title,
    paragraph: observation
      ? 'Your own simulator, and what you observed.'
      : 'Your own simulator. It declares no observation, so one simulation from the prior stands in.',
    parameters: parameters.map((each) => ({ name: each.name, meaning: priorWords(each) })),
    x,
    ends: columnEnds(simulations.x),
    simulations: simulations.x.rows,
    own: { title, simulations, prior, x, source: simulator.source, more },
  });
}

const howItRuns = html`
  <h2>How it runs</h2>
  <p class="soft">
    Apart from this page: in a frame of its own without network, storage or a way to the page, and it is ended when it does
    not answer. What comes out is numbers.
  </p>
  <p class="soft">The same seed gives the same table, here and with <code>simulate</code> of <code>@sbi/simulate</code>.</p>
`;
