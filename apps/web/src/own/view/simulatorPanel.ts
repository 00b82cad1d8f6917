import { rowOf } from '@sbi/core';
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { type Editor, makeEditor } from '../editor/editor.ts';
import { SandboxedSimulator } from '../sandboxedSimulator.ts';
import { SimulatorError } from '../simulatorError.ts';
import { simulatorProblem } from '../simulatorProblem.ts';
import { template } from '../template.ts';
import { type Found, foundView, howItRuns } from './foundView.ts';
import type { OwnContext } from './ownContext.ts';

const PREVIEW = 40;
/** A simulator that is slower shows the one row that it made. */
const PREVIEW_MILLISECONDS = 10_000;

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
  | (Found & { readonly kind: 'tried' })
  | { readonly kind: 'failed'; readonly error: Error };

/** A simulator of one's own: written, tried, simulated. */
export class SimulatorPanel {
  private readonly root: HTMLElement;
  private readonly context: OwnContext;
  private readonly place = document.createElement('div');
  private editor: Editor | undefined;
  /** What the editor begins with when it is loaded. */
  private first: string;
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
    this.first = context.source ?? template;
    this.place.className = 'editor-place';
    this.draw();
    this.edit();
  }

  /** Shows a simulator that came with a link; it runs when its reader says so. */
  bring(source: string): void {
    if (this.text === source) return;
    this.brought = source;
    this.first = source;
    if (this.editor) this.editor.text = source;
    this.draw({ kind: 'empty' });
  }

  /** The simulator at hand: whoever is fast need not wait for the editor. */
  private get text(): string {
    return this.editor?.text ?? this.first;
  }

  private async edit(): Promise<void> {
    const editor = await makeEditor({
      text: this.first,
      label: 'The simulator, in JavaScript',
      onChange: () => this.context.onSource(this.text),
      onRun: () => this.tryIt(),
    });
    if (editor.text !== this.first) editor.text = this.first; // another link was followed meanwhile
    this.editor = editor;
    this.place.replaceChildren(editor.element);
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
          this.brought !== undefined && this.brought === this.text
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
      <div class="own-aside">${state.kind === 'tried' ? foundView(state) : howItRuns}</div>
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
    return this.run('Trying …', async (simulator, signal) => {
      const description = await simulator.describe();
      this.draw({ kind: 'tried', description, rows: [description.trial.x] });
      this.context.say('The simulator runs.');
      const limit = AbortSignal.timeout(PREVIEW_MILLISECONDS);
      const preview = await simulator
        .simulate(PREVIEW, 0, { signal: AbortSignal.any([signal, limit]) })
        .catch((error) => {
          if (!limit.aborted) throw error;
        });
      simulator.dispose();
      if (!preview) return;
      const rows = Array.from({ length: preview.x.rows }, (_, i) => rowOf(preview.x, i));
      this.draw({ kind: 'tried', description, rows });
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
      this.context.train(simulatorProblem(description, simulations, simulator));
    });
  }

  private async run(
    words: string,
    work: (simulator: SandboxedSimulator, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.state.kind === 'running') return;
    this.stop?.abort('another one begins');
    const simulator = new SandboxedSimulator(this.text, { patience: 1000 * this.settings.patience });
    const stop = new AbortController();
    this.stop = stop;
    const { signal } = stop;
    signal.addEventListener('abort', () => simulator.dispose());
    this.draw({ kind: 'running', words });
    try {
      await work(simulator, signal);
    } catch (error) {
      simulator.dispose();
      if (this.stop !== stop) return;
      this.draw(signal.aborted ? { kind: 'empty' } : { kind: 'failed', error: error as Error });
    }
  }
}
