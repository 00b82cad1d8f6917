import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { apiIndex, apiPage, fileOf, undocumented } from './apiPages.ts';
import { published } from './sources.ts';
import { entriesOf, surfaceOf } from './surface.ts';
import { top } from './vitestBase.ts';

// What users may rely on, values and types. A change here is a change for them: look at it, run `pnpm api`, and say it in
// a changeset.
const members = published.filter(({ manifest }) => manifest.exports !== undefined);
const libraries = members.map((member) => [member.manifest.name, member] as const);

it.each(libraries)('%s', async (name, member) => {
  await expect(surfaceOf(member)).toMatchFileSnapshot(`snapshots/${fileOf(name)}`);
});

it.each(libraries)('every export of %s says what it is', (_, member) => {
  expect(undocumented(member)).toEqual([]);
});

it.each(libraries)('the README of %s tells of every export', (_, member) => {
  const inline = readFileSync(`${top}${member.folder}/README.md`, 'utf8').match(/`[^`\n]+`/g) ?? [];
  const words = new Set(inline.join(' ').match(/\w+/g));
  const names = entriesOf(member).flatMap(([, declarations]) => declarations.map(({ name }) => name));
  expect(names.filter((name) => !words.has(name))).toEqual([]);
});

it.each(libraries)('the page of %s in docs/api is what its doc comments say', async (name, member) => {
  await expect(apiPage(member)).toMatchFileSnapshot(`../docs/api/${fileOf(name)}`);
});

it('docs/api has a list of its pages, and no others', async () => {
  await expect(apiIndex(members)).toMatchFileSnapshot('../docs/api/README.md');
  const files = libraries.map(([name]) => fileOf(name));
  expect(readdirSync(`${top}docs/api`).sort()).toEqual(['README.md', ...files].sort());
});
