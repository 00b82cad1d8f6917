import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchChromium } from './openPage.ts';
import { type Host, serveFolder } from './serveFolder.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** The page as it is built, on a static host, and a browser to open it in. */
export interface ServedPage {
  readonly browser: Browser;
  readonly url: string;
}

interface ServeOptions extends Host {
  /** The path it is served from. */
  readonly below?: string;
  /** Whether tests share what they open: it is closed after the last of them, not after each. */
  readonly shared?: boolean;
}

/** Serves the built page while a file's tests run. */
export function servePage({
  below = '/some/where/',
  shared = false,
  ...host
}: ServeOptions = {}): ServedPage {
  const served = {} as { -readonly [K in keyof ServedPage]: ServedPage[K] };
  let site: Awaited<ReturnType<typeof serveFolder>>;
  beforeAll(async () => {
    if (!existsSync(`${dist}/index.html`)) {
      throw new Error('apps/web/dist must hold the built page; run pnpm --filter @sbi/web build.');
    }
    site = await serveFolder(dist, below, host);
    served.url = site.url;
    served.browser = await launchChromium();
  });
  if (!shared) {
    afterEach(async () => {
      for (const context of served.browser.contexts()) await context.close();
    });
  }
  afterAll(async () => {
    await served.browser?.close();
    site?.close();
  });
  return served;
}
