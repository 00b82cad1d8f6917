import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { launchChromium } from './openPage.ts';
import { serveFolder } from './serveFolder.ts';
import { slowLine } from './slowLine.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const slow4G = { bitsPerSecond: 1.6e6, roundTrip: 150 };
const VISITS = 5;
/** Milliseconds until the live posterior stands, as the page promises. */
const PROMISED = 3000;

it('the first posterior over a slow line, for docs/results', async () => {
  const site = await serveFolder(`${root}dist`, '/some/where/', { gzip: true });
  const line = await slowLine(site.url, slow4G);
  const browser = await launchChromium();
  const times: number[] = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const context = await browser.newContext(); // nothing of an earlier visit is there
    const page = await context.newPage();
    await page.goto(line.url, { waitUntil: 'commit' });
    const mark = await page.waitForFunction(
      () => performance.getEntriesByName('first posterior')[0]?.startTime,
    );
    times.push(Math.round((await mark.jsonValue()) as number));
    await context.close();
  }
  await browser.close();
  line.close();
  site.close();
  times.sort((a, b) => a - b);
  const result = {
    what: 'milliseconds from asking for the page to its first posterior, each visit with an empty cache',
    line: slow4G,
    times,
    median: times[VISITS >> 1],
    promised: PROMISED,
    machine: `${cpus().length} × ${cpus()[0]?.model}`,
    load: Math.round(loadavg()[0] ?? 0), // what else the machine computes at the time
    chromium: browser.version(),
    date: new Date().toISOString().slice(0, 10),
  };
  writeFileSync(`${root}../../docs/results/web-slow-line.json`, `${JSON.stringify(result, null, 2)}\n`);
  expect(times).toHaveLength(VISITS);
});
