import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { servePage } from './servePage.ts';

const served = servePage({ below: '/', shared: true });
let page: Page;

beforeAll(async () => {
  page = await served.browser.newPage();
  await page.goto(served.url);
});

/** Code for the page, in a task of its own: what a test calls itself is let through. */
it.each([
  ['a script from a string', 'new Function("document.title = `ran`")()', 'script-src'],
  ['a late script from a string', 'setTimeout("document.title = `ran`")', 'script-src'],
  [
    'a script in an attribute',
    `document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="document.title = \\'ran\\'">')`,
    'script-src-attr',
  ],
  [
    'a script in the page',
    `document.body.append(Object.assign(document.createElement('script'), { text: 'document.title = "ran"' }))`,
    'script-src-elem',
  ],
  [
    'a script from elsewhere',
    `document.body.append(Object.assign(document.createElement('script'), { src: 'https://example.com/a.js' }))`,
    'script-src-elem',
  ],
  ['a module from elsewhere', `import('https://example.com/a.js').catch(() => {})`, 'script-src-elem'],
  ['an address with a script', `location.href = 'javascript:document.title = "ran"'`, 'script-src-elem'],
  ['a request to elsewhere', `fetch('https://example.com/').catch(() => {})`, 'connect-src'],
  ['a beacon', `navigator.sendBeacon('https://example.com/', 'x')`, 'connect-src'],
  ['a socket', `new WebSocket('wss://example.com/')`, 'connect-src'],
  ['a picture from elsewhere', `new Image().src = 'https://example.com/a.png'`, 'img-src'],
  ['a worker from elsewhere', `new Worker('data:,postMessage(1)')`, 'worker-src'],
  [
    'a style from elsewhere',
    `document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'https://example.com/a.css' }))`,
    'style-src-elem',
  ],
  [
    'a frame from elsewhere',
    `document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://example.com/' }))`,
    'frame-src',
  ],
  [
    'a form',
    `document.body.append(Object.assign(document.createElement('form'), { action: 'https://example.com/' })); document.querySelector('form[action]').submit()`,
    'form-action',
  ],
])('%s is refused by the page', async (_, code, directive) => {
  const refused = page.evaluate(
    (text) =>
      new Promise<string>((resolve) => {
        const note = (event: SecurityPolicyViolationEvent) => resolve(event.effectiveDirective);
        document.addEventListener('securitypolicyviolation', note, { once: true });
        setTimeout(() => resolve('nothing was refused'), 3000);
        setTimeout(new Function(text));
      }),
    code,
  );
  expect(await refused).toBe(directive);
  expect(await page.title()).not.toBe('ran');
});
