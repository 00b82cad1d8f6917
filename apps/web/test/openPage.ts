import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** An installed Chromium; set CHROMIUM where it is not Debian's. */
export function launchChromium(...flags: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  });
}

/** A page that notes what a visitor would not want: complaints on the console, and requests to other hosts. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Addresses of all Web Workers so far, those of workers included. */
  readonly workers: readonly string[];
}

export async function openPage(
  browser: Browser,
  address: string,
  options?: BrowserContextOptions,
): Promise<WatchedPage> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  const workers: string[] = [];
  const { host } = new URL(address);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('worker', (worker) => workers.push(worker.url()));
  // The context sees the requests of workers too.
  page.context().on('request', (request) => {
    const { protocol, host: asked } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && asked !== host)
      complaints.push(`request to ${request.url()}`);
  });
  await page.goto(address);
  return { page, complaints, workers };
}
