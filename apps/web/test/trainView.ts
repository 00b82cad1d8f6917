import type { Locator, Page } from 'playwright-core';

/** What a test does in the view of training, as a visitor would. */
export class TrainView {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The view of training, when a backend has started. */
  static async open(page: Page): Promise<TrainView> {
    page.setDefaultTimeout(120_000); // a machine that is busy with other things takes its time
    const view = new TrainView(page);
    await page.locator('nav').getByRole('link', { name: 'Train' }).click();
    await page.getByRole('button', { name: 'Train', exact: true }).and(page.locator(':enabled')).waitFor();
    return view;
  }

  async set(field: 'Simulations' | 'Epochs at most' | 'Seed', value: number): Promise<void> {
    const input = this.page.getByLabel(field);
    await input.fill(String(value));
    await input.blur();
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Text of a stage. */
  stage(name: 'simulate' | 'train' | 'check'): Locator {
    return this.page.locator(`#train-room .stages .${name} .count`);
  }

  /** Waits until an epoch is over, or what else is asked for. */
  async reached(epochs: RegExp = /validation/): Promise<void> {
    await this.stage('train').getByText(epochs).waitFor({ timeout: 240_000 });
  }

  /** How the training ended, once it has. */
  async ended(timeout = 240_000): Promise<string> {
    const sentence = this.page.locator('#train-room .trained').filter({ hasText: /\S/ });
    await sentence.waitFor({ timeout });
    return (await sentence.textContent()) ?? '';
  }

  /** The verdict, once there is one. */
  async judged(timeout = 240_000): Promise<string> {
    const verdict = this.page.locator('.judged:is([data-dot="trust"], [data-dot="doubt"])').last();
    await verdict.waitFor({ timeout });
    return (await verdict.textContent())?.trim() ?? '';
  }

  async backend(name: 'webgpu' | 'wasm' | 'cpu'): Promise<void> {
    await this.page.locator('.backends').getByLabel(name).check();
  }
}
