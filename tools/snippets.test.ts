import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { build } from 'rolldown';
import { build as bundle } from 'vite';
import { describe, expect, it } from 'vitest';
import {
  type Block,
  blocksOf,
  complaint,
  emptyFolder,
  examplesOf,
  isForPages,
  missingLine,
  runNode,
  runPage,
} from './snippets.ts';
import { members, sourcesIn } from './sources.ts';
import { top } from './vitestBase.ts';

const documents = readdirSync(`${top}docs`).map((name) => `docs/${name}`);
const readmes = ['', ...members.map(({ folder }) => `${folder}/`)].map((folder) => `${folder}README.md`);
const pages = [...readmes, ...documents].filter((path) => path.endsWith('.md') && existsSync(top + path));
const minutes = 60_000;

describe('every block of every page runs by plain Node on the built packages', { concurrent: true }, () => {
  const inNode = pages
    .map((path) => [path, blocksOf(path).filter((one) => !isForPages(one))] as const)
    .filter(([, blocks]) => blocks.length > 0);
  it.each(inNode)('%s', { timeout: 10 * minutes }, async (path, blocks) => {
    expect(await runPage(blocks, emptyFolder(path))).toEqual([]);
  });
});

const forPages = pages.flatMap(blocksOf).filter(isForPages);

it.each(forPages.map((one) => [`${one.path}:${one.line}`, one] as const))('%s bundles', async (name, one) => {
  const folder = emptyFolder(name);
  writeFileSync(`${folder}/page.ts`, one.code);
  const rolldownOptions = { input: `${folder}/page.ts` };
  const options = { write: false, target: 'es2022', rolldownOptions };
  await expect(
    bundle({ root: folder, configFile: false, logLevel: 'silent', build: options }),
  ).resolves.toBeDefined();
});

/** As the package's own compiler would: without types, and `using` made of what Node 20 has. */
async function lower(examples: readonly Block[], folder: string): Promise<readonly string[]> {
  const input = Object.fromEntries(examples.map((_, i) => [`example${i}`, `${folder}/example${i}.ts`]));
  for (const [i, one] of examples.entries()) writeFileSync(`${folder}/example${i}.ts`, one.code);
  await build({
    input,
    external: /^(?!@oxc-project\/)[@\w]/,
    transform: { target: 'es2022' },
    treeshake: false,
    output: { dir: folder, entryFileNames: '[name].mjs' },
    logLevel: 'silent',
  });
  return examples.map((_, i) => `${folder}/example${i}.mjs`);
}

const examples = members
  .map(({ folder }) => [folder, sourcesIn(`${folder}/src`).flatMap(examplesOf)] as const)
  .filter(([, found]) => found.length > 0);

describe('every @example runs', { concurrent: true }, () => {
  it.each(examples)('%s', { timeout: 5 * minutes }, async (path, found) => {
    const folder = emptyFolder(`examples of ${path}`);
    const files = await lower(found, folder);
    const { stdout, stderr } = await runNode([`${top}tools/runExamples.mjs`, ...files], folder);
    const outcomes = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const last = { status: 1, stdout: '', stderr }; // the process ended in this one
    expect(found.map((one, i) => complaint(one, outcomes[i] ?? last)).filter(Boolean)).toEqual([]);
  });
});

it('expected lines are looked for in order', () => {
  expect(missingLine(['a', 'b …'], 'x\na\ny\nb 12.5 s')).toBeUndefined();
  expect(missingLine(['a', 'b'], 'b\na')).toBe('b');
  expect(missingLine(['1.5'], '1x5')).toBe('1.5');
});
