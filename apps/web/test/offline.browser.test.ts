import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { atRest } from './atRest.ts';
import { Deployment } from './deployment.ts';
import { launchChromium, openPage } from './openPage.ts';
import { serveFolder } from './serveFolder.ts';

let browser: Browser;
let host: Deployment;
let site: Awaited<ReturnType<typeof serveFolder>>;

beforeAll(async () => {
  browser = await launchChromium();
});
beforeEach(async () => {
  host = new Deployment();
  site = await serveFolder(host.folder, '/some/where/');
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  site.close();
  host[Symbol.dispose]();
});
afterAll(() => browser?.close());

const kept = (page: Page) => page.getByText('From now on this page also works offline.').waitFor();
const isIsolated = (page: Page) => page.evaluate(() => crossOriginIsolated);
const versions = (page: Page) => page.evaluate(() => caches.keys());

/** Opens a view, whose parts the page loads only then. */
const opensPart = async (page: Page) => {
  await page.locator('nav').getByRole('link', { name: 'Your own' }).click();
  await page.locator('.cm-content').waitFor();
};

/** Means of the posterior at the next observation along. */
const nextMeans = async (page: Page) => {
  const before = await atRest(page);
  await page.getByRole('slider', { name: 'x₁, observed' }).focus();
  await page.keyboard.press('Shift+ArrowRight');
  return atRest(page, before);
};

/** Asks for a newer version, as browsers do by themselves when a page is opened, and waits until it was taken or refused. */
const update = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => undefined);
    const worker = registration.installing ?? registration.waiting;
    await new Promise<void>((resolve, reject) => {
      if (!worker) return resolve();
      const end = () => ['activated', 'redundant'].includes(worker.state) && resolve();
      worker.addEventListener('statechange', end);
      setTimeout(() => reject(new Error(`the new version was still ${worker.state} after 20 s`)), 20_000);
      end();
    });
  });

/**
 * Chromium under a debugger, as here, holds one in some thirty new versions back for minutes, though the worker before has
 * nothing under way; a visitor would have it a visit later.
 */
const heldBack = { retry: 2 };

describe('the page, once loaded', () => {
  it('opens without its host, isolated, with all its parts', async () => {
    const { page, complaints } = await openPage(browser, site.url);
    expect(await isIsolated(page)).toBe(false);
    const engine = page.locator('#engine-room');
    await engine.getByText('on one thread: more need an isolated page').waitFor();
    const means = await nextMeans(page);
    await kept(page);
    await page.context().setOffline(true);
    site.close();
    await page.goto(`${site.url}index.html?backend=cpu`);
    expect(await isIsolated(page)).toBe(true);
    expect(await page.locator('#offline-room').textContent()).toBe(''); // said once
    expect(await nextMeans(page)).toEqual(means);
    const threads = Math.min(4, await page.evaluate(() => navigator.hardwareConcurrency));
    // they help from when they have started
    await expect
      .poll(
        async () => {
          await page.keyboard.press('ArrowRight');
          return engine.textContent();
        },
        { timeout: 30_000 },
      )
      .toContain(threads > 1 ? `on ${threads} threads` : 'fused SIMD kernels');
    await opensPart(page);
    await page.getByRole('button', { name: 'Try it' }).click(); // in a frame apart, which is isolated too
    await page.getByRole('heading', { name: 'It runs', exact: true }).waitFor();
    await page.locator('nav').getByRole('link', { name: 'Train' }).click();
    await page.getByRole('button', { name: 'Train', exact: true }).and(page.locator(':enabled')).waitFor();
    // the kernels' threads sleep until there is work, and answer nobody
    const workers = page.workers().filter((each) => /\.worker-/.test(each.url()));
    for (const worker of workers) expect(await worker.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('is of the new version, whole, when it is opened after one came', heldBack, async () => {
    const context = await browser.newContext();
    const [page, other] = [await context.newPage(), await context.newPage()];
    await page.goto(site.url);
    await kept(page);
    await other.goto(site.url);
    host.release('The second version');
    await update(page);
    expect(await other.title()).not.toBe('The second version');
    await opensPart(other); // a tab of the first goes on
    expect(await versions(page)).toHaveLength(2);
    await page.reload();
    expect(await page.title()).toBe('The second version');
    await other.close();
    const opened = async () => {
      await page.goto('about:blank');
      await page.goto(site.url);
      expect(await page.title()).toBe('The second version');
      return versions(page);
    };
    // Nobody needs the first any more, as soon as the browser has noticed that its tab is gone.
    await expect.poll(opened, { timeout: 20_000 }).toHaveLength(1);
  });

  it('is never half of a version that its host is still putting up', heldBack, async () => {
    const { page } = await openPage(browser, site.url);
    await kept(page);
    const title = await page.title();
    host.releaseHalf('The second version');
    await update(page);
    await page.reload();
    expect(await page.title()).toBe(title);
    expect(await versions(page)).toHaveLength(1);
    host.release('The third version');
    await update(page);
    await page.reload();
    expect(await page.title()).toBe('The third version');
  });

  it('shares its browser with pages of the same host', async () => {
    const { page } = await openPage(browser, site.url);
    await page.evaluate(async () =>
      (await caches.open('of another page')).put('/else', new Response('kept')),
    );
    await kept(page);
    await page.goto('about:blank');
    await page.goto(site.url);
    expect(await versions(page)).toContain('of another page');
    const outside = await page.evaluate(() => fetch('/').then(({ status }) => status));
    expect(outside).toBe(404); // its host's answer
  });
});

describe('where the page cannot be kept it goes on, and says so in one line', () => {
  it('with a full storage', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', {
      origin: new URL(site.url).origin,
      quotaSize: 100_000,
    });
    await page.goto(site.url);
    const line =
      'This page cannot be kept for use offline, because the storage that the browser gives it is full.';
    await page.getByText(line).waitFor();
    expect(await versions(page)).toEqual([]);
    await opensPart(page);
  });

  it('in a browser that does not let it', async () => {
    const context = await browser.newContext();
    await context.addInitScript(() => {
      ServiceWorkerContainer.prototype.register = () =>
        Promise.reject(new DOMException('no', 'SecurityError'));
    });
    const page = await context.newPage();
    await page.goto(site.url);
    await page
      .getByText('This page cannot be kept for use offline, because this browser does not let it.')
      .waitFor();
    await opensPart(page);
  });

  it('in one without service workers', async () => {
    const context = await browser.newContext();
    await context.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined }),
    );
    const page = await context.newPage();
    await page.goto(site.url);
    await page
      .getByText('This page cannot be kept for use offline, because this browser has no service workers.')
      .waitFor();
    await opensPart(page);
  });
});
