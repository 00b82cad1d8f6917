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
const schemes = ['light', 'dark'] as const;
const each = views.flatMap((view) =>
  sizes.flatMap((size) => schemes.map((scheme) => ({ view, size, scheme }))),
);

/** A page of that size that stands still. */
async function open(address: string, [width, height]: (typeof sizes)[number], scheme: 'light' | 'dark') {
  const context = await served.browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    serviceWorkers: 'block', // no line of it on some pictures and none on others
  });
  const page = await context.newPage();
  await page.goto(served.url + address);
  return page;
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  await page.context().close();
}

it.each(each)('$view.0, $size.0 pixels wide, $scheme', async ({ view, size, scheme }) => {
  const [name, address, ready] = view;
  const page = await open(address, size, scheme);
  if (name !== 'own') await atRest(page);
  await ready(page);
  await shoot(page, `${name}-${size[0]}-${scheme}`);
});

/** In the middle of what one does there. */
const actions: readonly (readonly [name: string, address: string, act: (page: Page) => Promise<unknown>])[] =
  [
    [
      'trained',
      '#view=train&problem=gaussian',
      async (page) => {
        await page.getByRole('button', { name: 'Train', exact: true }).click();
        await page.getByText('What this rests on').click();
        await page.getByRole('img', { name: 'coverage' }).waitFor();
        await page.waitForTimeout(600); // the loss curve is drawn now and then
      },
    ],
    [
      'far',
      '#problem=gaussian&x=4.8,0.63,0.49',
      (page) => page.locator('.likeness[data-novel=true]').waitFor(),
    ],
    [
      'brushed',
      '#problem=lynx-hare',
      async (page) => {
        await page.locator('sbi-pair-view .panel[data-column="2"][data-row="0"]').focus();
        await page.keyboard.press('Shift+ArrowRight');
        await page.keyboard.press('Shift+ArrowUp');
        await page
          .getByRole('button', { name: /^Clear/ })
          .first()
          .waitFor();
      },
    ],
    [
      'compared',
      '#problem=influenza',
      async (page) => {
        for (let kept = 0; kept < 2; kept++) {
          const before = await atRest(page);
          await page.getByRole('button', { name: 'Keep' }).click();
          await page.getByRole('button', { name: 'Surprise me' }).click();
          await atRest(page, before);
        }
        await page.locator('#data-room .ribbon').first().waitFor();
      },
    ],
    [
      'fault',
      '#view=own',
      async (page) => {
        await page.locator('.cm-content').click();
        await page.keyboard.press('ControlOrMeta+A');
        await page.keyboard.insertText(
          'const prior = { rate: gamma(2, 1) };\n\nfunction simulate([rate], rng) {\n  return [rate * wait, rng.normal()];\n}\n',
        );
        await page.getByRole('button', { name: 'Try it' }).click();
        await page.locator('.own-says > p').first().waitFor();
      },
    ],
  ];

it.each(actions.flatMap(([name, address, act]) => schemes.map((scheme) => ({ name, address, act, scheme }))))(
  '$name, $scheme',
  async ({ name, address, act, scheme }) => {
    const page = await open(address, sizes[2], scheme);
    if (name !== 'fault') await atRest(page);
    await act(page);
    await shoot(page, `${name}-1280-${scheme}`);
  },
);
