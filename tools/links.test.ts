import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { members } from './sources.ts';
import { top } from './vitestBase.ts';

const folders = [
  '',
  'docs/',
  'docs/api/',
  'docs/decisions/',
  'docs/gallery/',
  'bench/python/',
  ...members.map(({ folder }) => `${folder}/`),
];
const pages = folders
  .filter((folder) => existsSync(top + folder))
  .flatMap((folder) => readdirSync(top + folder).map((name) => folder + name))
  .filter((path) => path.endsWith('.md'));

it.each(pages)('the links of %s lead somewhere', (path) => {
  const links = readFileSync(top + path, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g);
  const targets = Array.from(links, ([, target]) => posix.join(posix.dirname(path), target as string));
  expect(targets.filter((target) => !existsSync(top + target))).toEqual([]);
});

it('decisions have numbers of their own, and are listed by them', () => {
  const files = readdirSync(`${top}docs/decisions`).filter((name) => name !== 'README.md');
  const lines = readFileSync(`${top}docs/decisions/README.md`, 'utf8').matchAll(
    /^(\d+)\. \[(.*)\]\((.*)\)$/gm,
  );
  const listed = Array.from(lines, ([, number, title, file]) => ({ number, title, file }));
  expect(listed.map(({ file }) => file)).toEqual(files);
  for (const [i, { number, title, file }] of listed.entries()) {
    expect(file).toMatch(new RegExp(`^0*${i + 1}-`));
    expect(readFileSync(`${top}docs/decisions/${file}`, 'utf8').split('\n')[0]).toBe(`# ${number}. ${title}`);
  }
});
