import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** The script of the frame that a simulator of one's own runs in, whose policy is this one and a stricter one of its own. */
const guard = readFileSync(new URL('../src/own/sandbox/guard.js', import.meta.url));
const guardHash = `'sha256-${createHash('sha256').update(guard).digest('base64')}'`;

/**
 * What the page may load and run: its own files, and nothing from a string. Styles may stand in the page, because figures
 * bring theirs along; workers may come from a blob, because the simulator that a user types does.
 */
const POLICY: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': `'self' 'wasm-unsafe-eval' ${guardHash}`,
  'worker-src': "'self' blob:",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** Writes the policy into the built page, for a static host sends none along. */
export function contentPolicy(): Plugin {
  const content = Object.entries(POLICY)
    .map(([what, from]) => `${what} ${from}`)
    .join('; ');
  return {
    name: 'content-policy',
    apply: 'build', // the development server's own scripts stand in the page
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content }, injectTo: 'head-prepend' },
    ],
  };
}
