import { html, render, type TemplateResult } from 'lit-html';
import { ModelPanel } from './modelPanel.ts';
import type { OwnContext } from './ownContext.ts';
import { SimulatorPanel } from './simulatorPanel.ts';
import { TablesPanel } from './tablesPanel.ts';

const kinds = { simulator: 'Simulator', tables: 'Tables', model: 'Model' } as const;
type Kind = keyof typeof kinds;

/** What a visitor brings: one of three. */
export class OwnView {
  private readonly root: HTMLElement;
  private readonly simulator: SimulatorPanel;
  private readonly tables: TablesPanel;
  private readonly model: ModelPanel;
  private kind: Kind = 'simulator';

  constructor(root: HTMLElement, context: OwnContext) {
    this.root = root;
    this.draw();
    const panel = (kind: Kind) => root.querySelector(`[data-kind=${kind}]`) as HTMLElement;
    this.simulator = new SimulatorPanel(panel('simulator'), context);
    this.tables = new TablesPanel(panel('tables'), context);
    this.model = new ModelPanel(panel('model'), context);
  }

  /** Shows a simulator that came with a link. */
  bring(source: string): void {
    this.simulator.bring(source);
  }

  /** Takes files that were dropped, by their names and by the field that they were dropped onto. */
  take(files: readonly File[], onto: string | undefined): void {
    const [first] = files as [File];
    const isModel = /\.safetensors$/i.test(first.name);
    const isTable = /\.(csv|txt)$/i.test(first.name);
    if (isModel || (!isTable && this.kind === 'model')) {
      this.show('model');
      this.model.take(first);
    } else {
      this.show('tables');
      const slot = onto === 'own-x' ? 'x' : onto === 'own-theta' ? 'theta' : undefined;
      this.tables.take(files, files.length === 1 ? slot : undefined);
    }
  }

  private show(kind: Kind): void {
    this.kind = kind;
    this.draw();
  }

  private draw(): void {
    render(this.template(), this.root);
  }

  private template(): TemplateResult {
    return html`
      <header class="own-head">
        <fieldset class="segments">
          <legend>What do you bring?</legend>
          ${Object.entries(kinds).map(
            ([kind, words]) => html`<label>
              <input type="radio" name="own-kind" .checked=${kind === this.kind}
                @change=${() => this.show(kind as Kind)} /><span>${words}</span></label>`,
          )}
        </fieldset>
        <p class="own-promise">Nothing of it leaves this browser: what you type and drop is read and computed here.</p>
      </header>
      ${Object.keys(kinds).map(
        (kind) => html`<div class="own-panel" data-kind=${kind} ?hidden=${kind !== this.kind}></div>`,
      )}
    `;
  }
}
