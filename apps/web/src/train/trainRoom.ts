import '../style/train.css';
import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { PageProblem } from '../problems/pageProblem.ts';
import type { Page } from '../shell/page.ts';
import { backendField } from './backendField.ts';
import { Borrowed } from './borrowed.ts';
import { type Controls, choiceOf, controlsOf, linkedOf } from './choice.ts';
import { controlFields } from './controlFields.ts';
import { type Desk, deskOf } from './desk.ts';
import { isUnderWay } from './deskState.ts';
import { LossView } from './lossView.ts';
import { stagesOf } from './stages.ts';
import { trainButtons } from './trainButtons.ts';

/** Trains for the problem at hand, with the posterior and its observation beside it. */
export function mountTrain(root: HTMLElement, page: Page): void {
  new TrainRoom(root, page);
}

class TrainRoom {
  private readonly root: HTMLElement;
  private readonly page: Page;
  private readonly desk: Desk;
  private readonly shared: Borrowed;
  private readonly loss: LossView;
  private controls: Controls;
  private frame = 0;

  constructor(root: HTMLElement, page: Page) {
    this.root = root;
    this.page = page;
    this.desk = deskOf(page);
    this.shared = new Borrowed(['problems-room', 'pair-room', 'trust-room', 'data-room']);
    this.controls = this.usual();
    this.draw();
    this.loss = new LossView(root.querySelector('#loss') as HTMLElement);
    const draw = () => this.drawSoon();
    this.desk.onChange.on(draw);
    page.onProblem.on(() => {
      this.controls = this.usual();
      draw();
    });
    page.onView.on(() => this.place());
    this.place();
    if (this.desk.state.phase === 'asleep') this.desk.open(page.linked.backend ?? 'auto');
  }

  private usual(): Controls {
    return controlsOf(this.page.problem.recipe, this.page.linked.settings);
  }

  private place(): void {
    if (this.page.view === 'train') this.shared.take(this.root);
    else this.shared.giveBack();
  }

  private drawSoon(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
      this.loss.show(this.desk.state.history);
    });
  }

  private draw(): void {
    const buttons = () => this.root.querySelector('.train-buttons');
    const wasThere = buttons()?.contains(document.activeElement);
    render(this.template(), this.root);
    // Whoever pressed a button that is gone finds the next one under the same key.
    if (wasThere && !buttons()?.contains(document.activeElement)) {
      buttons()?.querySelector<HTMLButtonElement>('button:enabled')?.focus();
    }
  }

  /** Whether something else is trained than what is looked at. */
  private elsewhere(): TemplateResult | typeof nothing {
    const { problem, state } = this.desk;
    if (!problem || problem === this.page.problem || !isUnderWay(state)) return nothing;
    return html`<p class="soft">What is under way is the training for “${problem.brief}”.</p>`;
  }

  private template(): TemplateResult {
    const { desk, page } = this;
    const { state } = desk;
    return html`
      <div data-place="problems-room"></div>
      <div class="left">
        <form class="train-form" @submit=${(event: Event) => this.train(event)}>
          <h2>Train it anew: ${page.problem.brief}</h2>
          <p class="soft">
            A neural network learns from simulations which parameters may have made an observation.
          </p>
          ${controlFields(this.controls, page.seed, isUnderWay(state) && state.phase !== 'checking', {
            controls: (controls) => this.take(controls),
            seed: (seed) => this.name(seed),
          })}
          ${this.elsewhere()} ${trainButtons(desk, this.controls.simulations, isAlone(page.problem))}
          ${backendField(state, (backend) => this.change(backend))}
        </form>
      </div>
      <div class="hero">
        <div data-place="pair-room"></div>
        <div data-place="trust-room"></div>
      </div>
      <div class="right">
        <div class="course">
          ${stagesOf(state)}
          <div id="loss" class="loss"></div>
          <p class="trained">${state.trained?.sentence ?? nothing}</p>
          ${state.warnings.map((text) => html`<p class="soft">${text}</p>`)}
        </div>
        <div data-place="data-room"></div>
      </div>
    `;
  }

  private train(event: Event): void {
    event.preventDefault();
    const { problem } = this.page;
    this.desk.train(choiceOf(this.controls, problem.recipe, problem.parameters.length));
    this.page.say('Training begins.');
  }

  private take(controls: Controls): void {
    this.controls = controls;
    this.page.link({ settings: linkedOf(controls, this.page.problem.recipe) });
    this.drawSoon();
  }

  private name(seed: number): void {
    this.page.seed = seed;
    this.page.link({});
    this.drawSoon();
  }

  private change(backend: string): void {
    this.page.link({ backend });
    this.desk.change(backend);
  }
}

/** A model that was opened from a file comes with nothing to simulate. */
function isAlone({ own, simulator }: PageProblem): boolean {
  return own === undefined && simulator === undefined;
}
