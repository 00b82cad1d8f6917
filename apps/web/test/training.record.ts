import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { pageProblems } from '../src/problems/problems.ts';
import { occasionOf } from './occasion.ts';
import { type Watched, watchPage } from './pageWatch.ts';
import { servePage } from './servePage.ts';
import { TrainView } from './trainView.ts';

const file = fileURLToPath(new URL('../../../docs/results/web-training.md', import.meta.url));
const seconds = 6;

declare const watched: Watched;

const served = servePage({ shared: true, isolated: true });
const rows: string[] = [];

afterAll(() => {
  if (rows.length > 0) write();
});

const longTasksOf = ({ longTasks }: Watched): string =>
  `${longTasks.length} (${Math.max(0, ...longTasks).toFixed(0)})`;

it.each(pageProblems.map(({ id }) => id))('%s', async (id) => {
  const context = await served.browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watchPage);
  await page.goto(`${served.url}#problem=${id}&backend=wasm`);
  const view = await TrainView.open(page);
  const look = async (): Promise<Watched> => {
    await page.evaluate(() => {
      for (const list of Object.values(watched)) list.length = 0;
    });
    await sleep(1000 * seconds);
    return await page.evaluate(() => watched);
  };
  await view.press('Train');
  await view.stage('train').filter({ hasText: /\S/ }).waitFor();
  await page.locator('nav').getByRole('link', { name: 'Explore' }).click();
  const exploring = await look();
  await page.locator('nav').getByRole('link', { name: 'Train' }).click();
  const training = await look();
  const stage = await view.stage('train').textContent();
  await context.close();
  const gaps = exploring.drawn.slice(1).map((time, i) => time - (exploring.drawn[i] as number));
  const gap = gaps.toSorted((a, b) => a - b)[gaps.length >> 1];
  const cells = [id, longTasksOf(exploring), longTasksOf(training), exploring.drawn.length];
  rows.push(`| ${[...cells, gap === undefined ? '–' : `${gap.toFixed(0)} ms`, stage?.trim()].join(' | ')} |`);
  expect(stage).toMatch(/\d/);
});

/** Writes what was found to docs/results, to be looked at: nothing here says how fast it has to be. */
function write(): void {
  const { date, commit, machine, load } = occasionOf(served.browser);
  writeFileSync(
    file,
    `# The page while it trains

Each problem trained by its own recipe: ${seconds} s from its first steps on looking at its posterior, then ${seconds} s at its losses.
${date}, commit ${commit}, ${machine}, load ${load.toFixed(1)} when it began. Made by \`pnpm bench:web\`.

Long tasks: of 50 ms and more on the main thread, the longest in brackets (ms). Pictures: posteriors drawn while looking
at it, and the median time between two. Where the training was over by then, nothing new came to be drawn.

| problem | long tasks, posterior | long tasks, losses | pictures | between two | training, at the end |
|---|---|---|---|---|---|
${rows.join('\n')}
`,
  );
}
