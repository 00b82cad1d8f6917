import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { pageProblems } from '../src/problems/problems.ts';
import { occasionOf } from './occasion.ts';
import { type Watched, watchPage } from './pageWatch.ts';
import { servePage } from './servePage.ts';

const results = fileURLToPath(new URL('../../../docs/results/', import.meta.url));
const seconds = 10;
const slowdowns = [1, 4];

interface Row {
  readonly problem: string;
  readonly slowdown: number;
  readonly parameters: number;
  readonly draws: number;
  readonly threads: number;
  readonly answers: number;
  readonly compute: Spread;
  readonly answer: Spread;
  readonly screen: Spread;
  readonly longTasks: number;
  readonly longest: number;
  readonly frames: number;
  readonly dropped: number;
}

type Spread = readonly [median: number, p95: number];

declare const watched: Watched;

const served = servePage({ shared: true, isolated: true });
const rows: Row[] = [];

afterAll(async () => {
  if (rows.length > 0) write();
});

/** Moves the first handle of the observation in circles, sixty times a second. */
async function dragFor(page: Page, time: number, [x, y]: readonly [number, number]): Promise<void> {
  const start = performance.now();
  for (let step = 1; performance.now() - start < 1000 * time; step++) {
    await page.mouse.move(x + 30 * Math.sin(step / 20), y + 30 * (Math.cos(step / 20) - 1));
    await sleep(Math.max(0, start + (step * 1000) / 60 - performance.now()));
  }
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (p: number): number => sorted[Math.round(p * (sorted.length - 1))] ?? Number.NaN;
  return [at(0.5), at(0.95)];
}

function rowOf(problem: string, slowdown: number, { answers, longTasks, frames }: Watched): Row {
  const steps = frames.slice(1).map((frame, i) => frame - (frames[i] as number));
  return {
    problem,
    slowdown,
    parameters: answers[0]?.parameters ?? 0,
    draws: answers[0]?.draws ?? 0,
    threads: answers[0]?.threads ?? 0,
    answers: answers.length,
    compute: spread(answers.map(({ compute }) => compute)),
    answer: spread(answers.map(({ answer }) => answer)),
    screen: spread(answers.map(({ screen }) => screen)),
    longTasks: longTasks.length,
    longest: Math.max(0, ...longTasks),
    frames: frames.length,
    dropped: steps.reduce((sum, step) => sum + Math.max(0, Math.round((step * 60) / 1000) - 1), 0),
  };
}

describe.each(slowdowns)('at %i × throttling', (slowdown) => {
  it.each(pageProblems.map(({ id }) => id))('%s', async (id) => {
    const context = await served.browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(watchPage);
    await page.goto(`${served.url}#problem=${id}`);
    const devtools = await context.newCDPSession(page);
    await page.waitForFunction(
      () => (document.querySelector('sbi-pair-view') as { sets?: unknown[] } | null)?.sets?.length,
    );
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const box = await page.locator('#data-room .handle').first().boundingBox();
    if (!box) throw new Error('The handle must be on the page.');
    const middle = [box.x + box.width / 2, box.y + box.height / 2] as const;
    await page.mouse.move(...middle);
    await page.mouse.down();
    await dragFor(page, 3, middle); // a faster backend loads at the first drag, and code gets warm
    await page.evaluate(() => {
      for (const list of Object.values(watched)) list.length = 0;
    });
    await dragFor(page, seconds, middle);
    const row = rowOf(id, slowdown, await page.evaluate(() => watched));
    await page.mouse.up();
    await context.close();
    rows.push(row);
    expect(row.answers).toBeGreaterThan(0);
    expect(row.frames).toBeGreaterThan(0);
  });
});

/** Writes what was found to docs/results, to be looked at: nothing here says how fast it has to be. */
function write(): void {
  const occasion = occasionOf(served.browser);
  const { date, commit, machine, load } = occasion;
  const found = { ...occasion, seconds, rows };
  const text = JSON.stringify(
    found,
    (_, value) => (typeof value === 'number' ? Number(value.toFixed(1)) : value),
    1,
  );
  writeFileSync(`${results}web-dragging.json`, `${text}\n`);
  const ms = ([median, p95]: Spread): string => `${median.toFixed(1)} / ${p95.toFixed(1)}`;
  const lines = rows.map((row) => {
    const { problem, slowdown, parameters, draws, threads, answers, longTasks, longest, dropped, frames } =
      row;
    const times = [row.compute, row.answer, row.screen].map(ms);
    const cells = [problem, `${slowdown} ×`, parameters, draws, threads, answers, ...times];
    return `| ${[...cells, `${longTasks} (${longest.toFixed(0)})`, `${dropped} of ${frames + dropped}`].join(' | ')} |`;
  });
  writeFileSync(
    `${results}web-dragging.md`,
    `# The posterior under the hand

An observation dragged for ${seconds} s in the page; ${date}, commit ${commit}, ${machine}, load ${load.toFixed(1)} when it began.
Made by \`pnpm bench:web\`.

Median / 95th percentile in milliseconds. Compute: draws and their binned panels, inside the worker. Answer: from the
message that asks to the one that answers. Screen: from the pointer's move to the end of the frame that shows its picture.
Long tasks: of 50 ms and more on the main thread, the longest in brackets. Throttling slows the main thread; workers as
far as Chromium lets it.

| problem | throttling | parameters | draws | threads | answers | compute | answer | screen | long tasks | dropped frames |
|---|---|---|---|---|---|---|---|---|---|---|
${lines.join('\n')}
`,
  );
}
