import { html, nothing, render, type TemplateResult } from 'lit-html';
import { ownProblem } from '../ownProblem.ts';
import { type GivenModel, readModel } from '../readModel.ts';
import { fileDrop } from './fileDrop.ts';
import type { OwnContext } from './ownContext.ts';

/** A trained model, from the command line or from a colleague. */
export class ModelPanel {
  private readonly root: HTMLElement;
  private readonly context: OwnContext;
  private error: Error | undefined;
  private reading = '';

  constructor(root: HTMLElement, context: OwnContext) {
    this.root = root;
    this.context = context;
    this.draw();
  }

  /** Opens the file of a model. What is wrong with it is said here. */
  async take(file: File): Promise<void> {
    this.error = undefined;
    this.reading = file.name;
    this.draw();
    try {
      const { fileName, bytes, contents } = await readModel(file);
      this.context.open(problemOf(fileName, contents), bytes, fileName);
    } catch (error) {
      this.error = error as Error;
    }
    this.reading = '';
    this.draw();
  }

  private draw(): void {
    render(this.template(), this.root);
  }

  private template(): TemplateResult {
    return html`<div class="own-main">
      ${fileDrop({
        id: 'own-model',
        label: 'A trained model',
        hint: 'A .safetensors file that this page, sbi train or a colleague made. Drop it here, or choose it.',
        accept: '.safetensors',
        take: ([file]) => file && this.take(file),
        ...(this.reading && { content: `Reading ${this.reading} …` }),
      })}
      <div class="own-says" role="alert">${this.error ? html`<p>${this.error.message}</p>` : nothing}</div>
    </div>
    <div class="own-aside">
      <h2>What happens with it</h2>
      <p class="soft">
        Its posterior is drawn at once, at the middle of the data that it was trained on; type or drag your own observation
        there. Reading a model runs nothing that is in it.
      </p>
      <p class="soft">On the command line: <code>sbi train … --out model.safetensors</code></p>
    </div>`;
  }
}

function problemOf(name: string, { names, xNames, middle, width, words }: GivenModel['contents']) {
  return ownProblem({
    title: name,
    brief: 'your model',
    paragraph: `A model that was opened from a file. ${words} It begins at the middle of the data that it was trained on: drag or type your own observation.`,
    parameters: names.map((each) => ({ name: each, meaning: 'a parameter of the model' })),
    x: middle,
    xNames,
    ends: middle.map((value, i) => {
      const wide = 3 * (width[i] as number);
      return [value - wide, value + wide];
    }),
    simulations: 2000,
  });
}
