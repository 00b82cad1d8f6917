import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { emptyFolder } from './snippets.ts';
import { members, servants } from './sources.ts';
import { top } from './vitestBase.ts';

const all = [...members, ...servants];
const manifestIn = (folder: string) => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));

/** What `changeset version` makes of some changesets, by name, in a copy of the manifests: the versions that changed. */
function versionsAfter(changesets: readonly string[], version?: string): Readonly<Record<string, string>> {
  const folder = emptyFolder(`release of ${changesets[0]}`);
  for (const file of ['package.json', 'pnpm-workspace.yaml']) cpSync(top + file, `${folder}/${file}`);
  const config = JSON.parse(readFileSync(`${top}.changeset/config.json`, 'utf8'));
  mkdirSync(`${folder}/.changeset`);
  writeFileSync(`${folder}/.changeset/config.json`, JSON.stringify({ ...config, changelog: false }));
  for (const [i, text] of changesets.entries()) writeFileSync(`${folder}/.changeset/change${i}.md`, text);
  const before = all.map(({ folder: place, manifest }) => {
    mkdirSync(`${folder}/${place}`, { recursive: true });
    const copy = { ...manifest, version: version ?? manifest.version };
    writeFileSync(`${folder}/${place}/package.json`, JSON.stringify(copy));
    return { place, version: copy.version };
  });
  const command = `${top}node_modules/@changesets/cli/bin.js`;
  const ended = spawnSync(process.execPath, [command, 'version'], { cwd: folder, encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(ended.stdout + ended.stderr);
  const changed = before.filter((one) => manifestIn(`${folder}/${one.place}`).version !== one.version);
  return Object.fromEntries(
    changed.map(({ place }) => {
      const { name, version } = manifestIn(`${folder}/${place}`);
      return [name, version];
    }),
  );
}

const changeset = (bump: string) => `---\n${bump}\n---\n\nA change.\n`;

it('a patch releases its package and no other', () => {
  expect(versionsAfter([changeset("'@sbi/core': patch")], '0.1.0')).toEqual({ '@sbi/core': '0.1.1' });
});

it('a minor release takes along only what depends on it', () => {
  expect(versionsAfter([changeset("'@sbi/plots': minor")], '0.1.0')).toEqual({
    '@sbi/plots': '0.2.0',
    '@sbi/report': '0.1.1',
    '@sbi/cli': '0.1.1',
  });
});

it('the changesets at hand can be released, each by name', () => {
  const files = readdirSync(`${top}.changeset`).filter(
    (name) => name.endsWith('.md') && name !== 'README.md',
  );
  const texts = files.map((name) => readFileSync(`${top}.changeset/${name}`, 'utf8'));
  const named = texts.flatMap((text) =>
    Array.from(text.matchAll(/^['"](@sbi\/[^'"]+)['"]:/gm), ([, name]) => name),
  );
  expect(named.length).toBeGreaterThanOrEqual(files.length);
  expect(files.length > 0 ? Object.keys(versionsAfter(texts)) : []).toEqual(expect.arrayContaining(named));
});
