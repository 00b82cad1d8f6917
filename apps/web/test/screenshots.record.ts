import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, it } from 'vitest';
import { atRest } from './atRest.ts';
import { servePage } from './servePage.ts';

const folder = fileURLToPath(new URL('../../../docs/screenshots', import.meta.url));

const served = servePage({ below: '/', shared: true });

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
});
/** What a view shows once it is all there. */
const views: readonly (readonly [name: string, address: string, ready: (page: Page) => Promise<unknown>])[] =
  [
    ['explore', '#problem=lynx-hare', (page) => page.locator('#data-room .ribbon').first().waitFor()],
    [
      'train',
      '#view=train&problem=two-moons',
      (page) =>
        page.getByRole('button', { name: 'Train', exact: true }).and(page.locator(':enabled')).waitFor(),
    ],
    ['own', '#view=own', (page) => page.locator('.cm-content').waitFor()],
  ];
const sizes = [
  [360, 740],
  [768, 1024],
  [1280, 800],
  [1920, 1080],
] as const;
const each = views.flatMap((view) =>
  sizes.flatMap((size) => (['light', 'dark'] as const).map((scheme) => ({ view, size, scheme }))),
);

it.each(each)('$view.0, $size.0 pixels wide, $scheme', async ({ view, size, scheme }) => {
  const [name, address, ready] = view;
  const [width, height] = size;
  const context = await served.browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    serviceWorkers: 'block', // no line of it on some pictures and none on others
  });
  const page = await context.newPage();
  await page.goto(served.url + address);
  if (name !== 'own') await atRest(page);
  await ready(page);
  await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: true });
  await context.close();
});
