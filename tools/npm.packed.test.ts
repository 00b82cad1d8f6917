import { readFileSync, writeFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { filterProblems } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build, createLogger } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, install, packAll, removeFolders, run, tryRun } from './packed.ts';
import { blocksOf, isForPages, runPage } from './snippets.ts';
import { type Member, published } from './sources.ts';
import { top } from './vitestBase.ts';

let tarballs: ReadonlyMap<string, string>;
beforeAll(() => {
  tarballs = packAll();
});
afterAll(removeFolders);

const tarballOf = ({ manifest }: Member) => tarballs.get(manifest.name) as string;
const bytesOf = (member: Member) => new Uint8Array(readFileSync(tarballOf(member)));

const libraries = published.filter((member) => entriesOf(member).length > 0);
const byName = (members: readonly Member[]) =>
  members.map((member) => [member.manifest.name, member] as const);

describe.each(byName(published))('%s as a tarball', (_, member) => {
  it('is well formed (publint)', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: bytesOf(member).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it('brings README, licence and sources, and no tests', () => {
    const files = createPackageFromTarballData(bytesOf(member)).listFiles();
    const names = files.map((file) => file.replace(`/node_modules/${member.manifest.name}/`, ''));
    const wanted = ['README.md', 'LICENSE', 'package.json'];
    expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
    const welcome = /^((dist|src|assets|assembly)\/.*|CHANGELOG\.md)$/;
    expect(names.filter((name) => !wanted.includes(name) && !welcome.test(name))).toEqual([]);
  });

  it('can be published', () => {
    run('npm', ['publish', tarballOf(member), '--dry-run', '--access', 'public', '--tag', 'next'], top);
  });
});

it.each(byName(libraries))('the types of %s are found by ES modules and bundlers', async (_, member) => {
  const analysis = await checkPackage(createPackageFromTarballData(bytesOf(member)));
  if (!analysis.types) throw new Error('no types in the tarball');
  const kinds = ['node16-esm', 'bundler'] as const; // the profile esm-only
  const problems = kinds.flatMap((resolutionKind) => filterProblems(analysis, { resolutionKind }));
  expect(problems).toEqual([]);
});

/** A consumer's settings: as strict as can be, and it looks into our declarations too. */
const compilerOptions = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: 'es2022',
  lib: ['es2023', 'dom', 'esnext.disposable'],
  types: [],
};

describe.each(byName(libraries))('%s in an empty folder', (name, member) => {
  let folder: string;
  beforeAll(() => {
    folder = install(member, tarballs);
    const lines = entriesOf(member).map(
      (entry, i) => `import * as entry${i} from '${entry}';\nconsole.log(entry${i});`,
    );
    for (const file of ['consumer.mjs', 'consumer.ts'])
      writeFileSync(`${folder}/${file}`, `${lines.join('\n')}\n`);
  });

  it('is imported by plain Node', () => {
    expect(run(process.execPath, ['consumer.mjs'], folder)).toContain('Module');
  });

  it.each(['nodenext', 'bundler'])('type-checks strictly with module resolution %s', (resolution) => {
    const moduleKind = resolution === 'nodenext' ? 'nodenext' : 'esnext';
    const options = { ...compilerOptions, module: moduleKind, moduleResolution: resolution };
    const config = { compilerOptions: options, files: ['consumer.ts'] };
    writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config));
    // tfjs's own declarations contradict each other, so only what is said of ours counts
    const said = tryRun(
      process.execPath,
      [`${top}node_modules/typescript/bin/tsc`, '-p', '.'],
      folder,
    ).output;
    expect(said.split('\n').filter((line) => /^(consumer\.ts|node_modules\/@sbi\/)/.test(line))).toEqual([]);
  });

  it('is bundled by Vite without a warning', async () => {
    const warnings: string[] = [];
    const customLogger = createLogger('silent');
    customLogger.warn = (message) => warnings.push(message);
    writeFileSync(`${folder}/page.js`, `import * as all from '${name}';\nconsole.log(all);\n`);
    const rolldownOptions = { input: `${folder}/page.js` };
    const options = { write: false, chunkSizeWarningLimit: 10_000, rolldownOptions };
    await build({ root: folder, configFile: false, customLogger, build: options });
    expect(warnings).toEqual([]);
  });

  it('runs its README', async () => {
    const blocks = blocksOf(`${member.folder}/README.md`).filter((one) => !isForPages(one));
    expect(blocks.length).toBeGreaterThan(0);
    expect(await runPage(blocks, folder)).toEqual([]);
  });
});

it('@sbi/cli in an empty folder has a command', () => {
  const member = published.find(({ manifest }) => manifest.name === '@sbi/cli') as Member;
  expect(run('npx', ['--no-install', 'sbi', '--help'], install(member, tarballs))).toContain('Usage');
});
