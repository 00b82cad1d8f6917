import { rowOf } from '@sbi/core';
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { drawPrior } from '../drawPrior.ts';
import { ownProblem } from '../ownProblem.ts';
import { familyOf, type ParameterPrior, priorRecipe, priorWords } from '../priorFamilies.ts';
import { type GivenTable, readTable } from '../readTable.ts';
import {
  empiricalPrior,
  empiricalRows,
  expectInside,
  expectPairs,
  namedTable,
  namesOf,
  readNumbers,
} from '../tableData.ts';
import { fileDrop } from './fileDrop.ts';
import type { OwnContext } from './ownContext.ts';
import { priorForm } from './priorForm.ts';

type Slot = 'theta' | 'x';

/** What was given to one of the two fields. */
interface Given {
  readonly reading?: { readonly name: string; readonly share: number };
  readonly table?: GivenTable;
  readonly error?: Error;
}

const slots = {
  theta: {
    label: 'Parameters θ',
    hint: 'CSV, a row a simulation, a column a parameter; up to a million rows.',
  },
  x: { label: 'Simulated data x', hint: 'CSV, its rows in the order of θ.' },
} as const;

/** Tables of one's own: pairs that were simulated elsewhere. */
export class TablesPanel {
  private readonly root: HTMLElement;
  private readonly context: OwnContext;
  private given: Record<Slot, Given> = { theta: {}, x: {} };
  private priors: readonly ParameterPrior[] = [];
  private empirical = false;
  private observed = '';
  private error: Error | undefined;

  constructor(root: HTMLElement, context: OwnContext) {
    this.root = root;
    this.context = context;
    this.draw();
  }

  /** Reads files into the fields: by their names where these say it, else into the first that is empty. */
  async take(files: readonly File[], asked?: Slot): Promise<void> {
    for (const file of files.slice(0, 2)) await this.read(file, asked ?? this.slotFor(file.name));
  }

  private slotFor(name: string): Slot {
    if (/^(theta|param|prior)/i.test(name)) return 'theta';
    if (/^(x|data|obs|sim)/i.test(name)) return 'x';
    return this.given.theta.table ? 'x' : 'theta';
  }

  private async read(file: File, slot: Slot): Promise<void> {
    this.error = undefined;
    const show = (given: Given) => {
      this.given = { ...this.given, [slot]: given };
      this.draw();
    };
    show({ reading: { name: file.name, share: 0 } });
    try {
      const table = await readTable(file, {
        onProgress: (share) => show({ reading: { name: file.name, share } }),
      });
      this.begin(slot, table);
      show({ table });
      this.context.say(`${table.fileName} is read: ${table.table.rows} rows.`);
    } catch (error) {
      show({ error: error as Error });
    }
  }

  private begin(slot: Slot, given: GivenTable): void {
    if (slot === 'theta') {
      this.priors = namesOf(given, 'theta').map((name, j) => {
        const [low, high] = given.ends[j] as readonly [number, number];
        return { name, family: 'uniform', numbers: familyOf('uniform').guess(low, high) };
      });
    } else {
      this.observed = Array.from(rowOf(given.table, 0), (value) => Number(value.toPrecision(7))).join(', ');
    }
  }

  private async train(): Promise<void> {
    this.error = undefined;
    const { theta, x } = { theta: this.given.theta.table, x: this.given.x.table };
    if (!theta || !x) return;
    this.draw();
    try {
      expectPairs(theta, x);
      const observed = readNumbers(this.observed, x.table.columns);
      if (!this.empirical) expectInside(theta, this.priors);
      const prior = this.empirical ? empiricalPrior(theta) : priorRecipe(this.priors);
      await drawPrior(prior, 1, 0);
      this.context.train(this.problem(theta, x, prior, observed));
    } catch (error) {
      this.error = error as Error;
    }
    this.draw();
  }

  private problem(
    theta: GivenTable,
    x: GivenTable,
    prior: ReturnType<typeof priorRecipe>,
    observed: Float32Array,
  ) {
    const title = `${theta.fileName} and ${x.fileName}`;
    const { rows } = x.table;
    const simulations = { theta: namedTable(theta), x: x.table };
    return ownProblem({
      title,
      brief: 'your tables',
      paragraph: `Your own tables, ${rows.toLocaleString('en')} pairs of θ and x.`,
      parameters: this.priors.map((each) => ({
        name: each.name,
        meaning: this.empirical ? 'as in the rows of θ' : priorWords(each),
      })),
      x: observed,
      xNames: x.table.names,
      ends: x.ends,
      simulations: rows,
      own: { title, simulations, prior, x: observed },
    });
  }

  private draw(): void {
    render(this.template(), this.root);
  }

  private template(): TemplateResult {
    const { theta, x } = this.given;
    return html`
      <div class="own-main">
        <div class="file-pair">${this.slot('theta', theta)} ${this.slot('x', x)}</div>
        ${theta.table ? this.prior(theta.table) : nothing} ${x.table ? this.observation(x.table) : nothing}
        <div class="own-says" role="alert">${this.error ? html`<p>${this.error.message}</p>` : nothing}</div>
        <div class="own-actions">
          <button type="button" class="button main" ?disabled=${!theta.table || !x.table} @click=${() => this.train()}>
            Train on these tables
          </button>
        </div>
      </div>
      <div class="own-aside">
        <h2>What the files hold</h2>
        <p class="soft">
          Row i of x is what your simulator made of row i of θ, with θ drawn from your prior. A first line of names is
          used; every other cell is a finite number.
        </p>
        <pre tabindex="0" aria-label="Two short examples">theta.csv         x.csv
rate,room         t0,t5,t10
0.051,21.3        85.1,70.9,60.2
0.118,19.8        84.7,55.6,39.9</pre>
      </div>
    `;
  }

  private slot(slot: Slot, { reading, table, error }: Given): TemplateResult {
    const content = reading
      ? html`<progress aria-label="Reading ${reading.name}" .value=${reading.share}></progress>`
      : table
        ? html`<p><b>${table.fileName}</b> ${table.table.rows.toLocaleString('en')} rows of ${namesOf(
            table,
            slot === 'x' ? 'x' : 'theta',
          )
            .slice(0, 8)
            .join(', ')}${table.table.columns > 8 ? ', …' : ''}</p>`
        : html`<div class="own-says" role="alert">${error ? html`<p>${error.message}</p>` : nothing}</div>`;
    const take = (files: readonly File[]) => this.take(files.slice(0, 1), slot);
    return fileDrop({ id: `own-${slot}`, ...slots[slot], accept: '.csv,.txt,text/csv', take, content });
  }

  private prior(theta: GivenTable): TemplateResult {
    const choose = (empirical: boolean) => () => {
      this.empirical = empirical;
      this.draw();
    };
    const rows = empiricalRows(theta);
    return html`<fieldset class="own-prior">
      <legend>The prior that θ was drawn from</legend>
      <label class="choice"><input type="radio" name="own-prior" .checked=${!this.empirical} @change=${choose(false)} />
        a family for every column</label>
      <label class="choice"><input type="radio" name="own-prior" .checked=${this.empirical} @change=${choose(true)} />
        the rows of θ themselves</label>
      ${
        this.empirical
          ? html`<p class="soft">Each row is as likely as any other${
              rows < theta.table.rows ? `; the first ${rows.toLocaleString('en')} stand for all` : ''
            }. Nothing bounds θ then.</p>`
          : priorForm({
              priors: this.priors,
              ends: theta.ends,
              change: (index, next) => {
                this.priors = this.priors.map((each, j) => (j === index ? next : each));
                this.draw();
              },
            })
      }
    </fieldset>`;
  }

  private observation(x: GivenTable): TemplateResult {
    const { columns } = x.table;
    return html`<div class="own-observed">
      <label for="own-observed">What was observed: ${columns} ${columns === 1 ? 'number' : 'numbers'}</label>
      <p class="soft" id="own-observed-hint">The first row of x until you type or paste your own.</p>
      <textarea id="own-observed" rows="2" spellcheck="false" aria-describedby="own-observed-hint" .value=${this.observed}
        @input=${({ target }: Event) => {
          this.observed = (target as HTMLTextAreaElement).value;
        }}></textarea>
    </div>`;
  }
}
