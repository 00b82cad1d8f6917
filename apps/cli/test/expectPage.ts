import { expect } from 'vitest';

const VOID = new Set(['meta', 'br', 'hr', 'img', 'input', 'link']);

/** What every report must be: well-formed, without script, handler or anything that asks the network. */
export function expectPage(page: string): void {
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(unclosed(page)).toEqual([]);
  expect(page).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'" />`,
  );
  const tags = page.match(/<[^>]+>/g) ?? [];
  expect(
    tags.filter((tag) => /^<(script|iframe|object|embed|link|img|image|use|base|form|a)\b/i.test(tag)),
  ).toEqual([]);
  expect(tags.filter((tag) => /\s(on\w+|href|src|xlink:\w+|action|srcset)\s*=/i.test(tag))).toEqual([]);
  const addresses = page.match(/(https?:)?\/\/[^\s"'<>]+/g) ?? [];
  expect(addresses.filter((address) => address !== 'http://www.w3.org/2000/svg')).toEqual([]);
  expect(page).not.toMatch(/url\(|@import|undefined|NaN|\[object/);
}

/** Names of elements that are closed in the wrong order, or never. */
function unclosed(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, end, name, rest] of page.matchAll(/<(\/?)([a-z][\w-]*)((?:"[^"]*"|[^">])*)>/gi)) {
    if (end === '/') {
      if (open.pop() !== name) wrong.push(`</${name}>`);
    } else if (!VOID.has(name as string) && !rest?.endsWith('/')) open.push(name as string);
  }
  return [...wrong, ...open];
}
