import '../style/trust.css';
import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { Page } from '../shell/page.ts';
import { type Desk, deskOf } from '../train/desk.ts';
import { isUnderWay } from '../train/deskState.ts';
import { type KeptModel, keptModel } from '../train/keptModels.ts';
import { type Judgement, judge } from './judgement.ts';
import { verdictDetails } from './verdictDetails.ts';

/** Says whether the model at hand can be trusted; whether an observation is like its simulations stands beside the draws. */
export function mountTrust(root: HTMLElement, page: Page): void {
  new TrustRoom(root, page);
}

class TrustRoom {
  private readonly root: HTMLElement;
  private readonly page: Page;
  private readonly desk: Desk;
  private kept: KeptModel | undefined;
  private frame = 0;

  constructor(root: HTMLElement, page: Page) {
    this.root = root;
    this.page = page;
    this.desk = deskOf(page);
    const draw = () => this.drawSoon();
    page.onOpened.on(draw);
    this.desk.onChange.on(draw);
    page.onProblem.on(() => this.look());
    this.desk.onKept.on(() => this.look());
    this.look();
  }

  /** Whether there is a model of an earlier visit. */
  private async look(): Promise<void> {
    const { problem } = this.page;
    const kept = await keptModel(problem);
    if (this.page.problem === problem) this.kept = kept;
    this.drawSoon();
  }

  private drawSoon(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      render(this.template(), this.root);
    });
  }

  private template(): TemplateResult {
    const { page, desk } = this;
    const judgement = judge(page, desk);
    return html`<div class="trust">
      <div role="status">
        <p class="judged" data-dot=${judgement.dot}>${judgement.sentence} ${this.action(judgement)}</p>
      </div>
      ${desk.isAbout(page.model) && desk.state.verdict ? this.details() : nothing} ${this.choice()}
    </div>`;
  }

  private action({ action }: Judgement): TemplateResult | typeof nothing {
    const { page, desk } = this;
    const button = (words: string, act: () => void) =>
      html`<button class="button quiet" type="button" @click=${act}>${words}</button>`;
    if (action === 'check') return button('Check it', () => page.model && desk.check(page.model));
    return action === 'stop' ? button('Stop', () => desk.stop()) : nothing;
  }

  private details(): TemplateResult {
    const { desk, root } = this;
    const open = () => {
      const dark = matchMedia('(prefers-color-scheme: dark)').matches;
      desk.drawFigures(dark ? 'dark' : 'light', Math.max(280, Math.min(720, root.clientWidth)));
    };
    return verdictDetails(desk.state, open);
  }

  /** The model of an earlier visit, or the one that comes with the page. */
  private choice(): TemplateResult | typeof nothing {
    const { page, kept } = this;
    const { model, problem } = page;
    if (!model || isUnderWay(this.desk.state)) return nothing;
    if (model.origin === 'trained' && problem.model !== undefined) {
      const back = () => page.choose(problem, page.observed.x);
      return html`<p class="soft">
        This model was trained here.
        <button class="button quiet" type="button" @click=${back}>Back to the one that came with the page</button>
      </p>`;
    }
    if (!kept || model.origin === 'trained') return nothing;
    const use = () => page.use({ bytes: kept.bytes, origin: 'trained', name: problem.id });
    return html`<p class="soft">
      A model that was trained here on ${new Date(kept.at).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' })} is kept in
      this browser. <button class="button quiet" type="button" @click=${use}>Use it</button>
    </p>`;
  }
}
