import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { pageProblems } from '../src/problems/problems.ts';
import { servePage } from './servePage.ts';
import { TrainView } from './trainView.ts';

const file = fileURLToPath(new URL('../../../docs/results/web-training.md', import.meta.url));
const seconds = 6;

/** What is seen of the main thread while the worker trains: when pictures came, and how long tasks were. */
interface Seen {
  readonly pictures: number[];
  /** Lengths of tasks of 50 ms and more. */
  readonly longTasks: number[];
}

declare const seen: Seen;

const served = servePage({ shared: true, isolated: true });
const rows: string[] = [];
const load = loadavg()[0] as number;

afterAll(() => {
  if (rows.length > 0) write();
});

/** Runs in the page before anything else, and writes down into `window.seen`. */
function watchTraining(): void {
  const found: Seen = { pictures: [], longTasks: [] };
  new PerformanceObserver((list) => {
    found.longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  const Plain = Worker;
  const Heard = class extends Plain {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      this.addEventListener('message', ({ data }: MessageEvent) => {
        if (data?.type === 'drawn') found.pictures.push(performance.now());
      });
    }
  };
  Object.assign(window, { seen: found, Worker: Heard });
}

const longTasksOf = ({ longTasks }: Seen): string =>
  `${longTasks.length} (${Math.max(0, ...longTasks).toFixed(0)})`;

it.each(pageProblems.map(({ id }) => id))('%s', async (id) => {
  const context = await served.browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watchTraining);
  await page.goto(`${served.url}#problem=${id}&backend=wasm`);
  const view = await TrainView.open(page);
  const look = async (): Promise<Seen> => {
    await page.evaluate(() => {
      for (const list of Object.values(seen)) list.length = 0;
    });
    await sleep(1000 * seconds);
    return await page.evaluate(() => seen);
  };
  await view.press('Train');
  await view.stage('train').filter({ hasText: /\S/ }).waitFor();
  await page.locator('nav').getByRole('link', { name: 'Explore' }).click();
  const exploring = await look();
  await page.locator('nav').getByRole('link', { name: 'Train' }).click();
  const training = await look();
  const stage = await view.stage('train').textContent();
  await context.close();
  const gaps = exploring.pictures.slice(1).map((time, i) => time - (exploring.pictures[i] as number));
  const gap = gaps.toSorted((a, b) => a - b)[gaps.length >> 1];
  const cells = [id, longTasksOf(exploring), longTasksOf(training), exploring.pictures.length];
  rows.push(`| ${[...cells, gap === undefined ? '–' : `${gap.toFixed(0)} ms`, stage?.trim()].join(' | ')} |`);
  expect(stage).toMatch(/\d/);
});

/** Writes what was found to docs/results, to be looked at: nothing here says how fast it has to be. */
function write(): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Chromium ${served.browser.version()}`;
  const date = new Date().toISOString().slice(0, 10);
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
