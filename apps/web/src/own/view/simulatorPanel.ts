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

interface NumberField {
  readonly name: 'count' | 'seed' | 'patience';
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

const numbers: readonly NumberField[] = [
  { name: 'count', label: 'Simulations', low: 100, high: 1_000_000, step: 1 },
  { name: 'seed', label: 'Seed', low: 0, high: 2 ** 32 - 1, step: 1 },
  { name: 'patience', label: 'Seconds to wait', low: 0.1, high: 600, step: 0.1 },
];

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
  private readonly settings: Record<NumberField['name'], number>;
  /** A simulator that came with a link, until its reader changes it. */
  private brought: string | undefined;

  constructor(root: HTMLElement, context: OwnContext) {
    this.root = root;
    this.context = context;
    this.settings = { count: 2000, seed: context.seed, patience: 10 };
    this.brought = context.source;
    this.place.className = 'editor-place';
    this.draw();
    this.edit(context.source ?? template);
  }

  /** Shows a simulator that came with a link; it runs when its reader says so. */
  bring(source: string): void {
    if (!this.editor || this.editor.text === source) return;
    this.brought = source;
    this.editor.text = source;
    this.draw({ kind: 'empty' });
  }

  private async edit(text: string): Promise<void> {
    this.editor = await makeEditor({
      text,
      label: 'The simulator, in JavaScript',
      onChange: () => this.context.onSource(this.editor?.text ?? ''),
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
        ${
          this.brought !== undefined && this.brought === this.editor?.text
            ? html`<p class="own-brought">This simulator came with the link. Nothing of it runs until you try it.</p>`
            : nothing
        }
        ${this.place}
        ${this.editor?.help ? html`<p class="soft">${this.editor.help}</p>` : nothing}
        <div class="own-says" role="alert">${state.kind === 'failed' ? this.failure(state.error) : nothing}</div>
        <div class="own-actions">
          <button type="button" class="button" ?disabled=${isRunning} @click=${() => this.tryIt()}>Try it</button>
          ${numbers.map((each) => this.number(each))}
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

  private number({ name, label, low, high, step }: NumberField): TemplateResult {
    const take = ({ target }: Event) => {
      const asked = Math.round((target as HTMLInputElement).valueAsNumber / step) * step;
      this.settings[name] = Number.isFinite(asked) ? Math.min(high, Math.max(low, asked)) : low;
      this.draw();
    };
    return html`<label class="number">${label}
      <input type="number" min=${low} max=${high} step="any" .value=${String(this.settings[name])} @change=${take} />
    </label>`;
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
      const { count, seed } = this.settings;
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
    const simulator = new SandboxedSimulator(this.editor.text, { patience: 1000 * this.settings.patience });
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
    simulator.simulate(count, seed, options).finally(() => simulator.dispose());
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
