import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { afterAll, expect, it } from 'vitest';
import { publicOps } from './publicOps.mjs';
import { type Member, published } from './sources.ts';
import { top } from './vitestBase.ts';

const budgets: Readonly<Record<string, number>> = JSON.parse(readFileSync(`${top}tools/sizes.json`, 'utf8'));
const libraries = published.filter(({ manifest }) => manifest.exports !== undefined);

/** Bytes of a package's main entry, minified and packed by gzip, without what it depends on. */
async function bytesOf({ folder }: Member): Promise<number> {
  const bundle = await rolldown({
    input: `${top}${folder}/src/index.ts`,
    external: (id) => /^(@sbi\/|@tensorflow\/[^/]+$|[a-z])/.test(id) && !posix.isAbsolute(id),
    platform: 'neutral',
    plugins: [publicOps()],
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ minify: true, codeSplitting: false });
  await bundle.close();
  return output.reduce(
    (sum, one) => sum + (one.type === 'chunk' ? gzipSync(one.code, { level: 9 }).length : 0),
    0,
  );
}

const rows: object[] = [];
afterAll(() => console.table(rows));

it.each(libraries.map((member) => [member.manifest.name, member] as const))('%s', async (name, member) => {
  const size = Math.round((await bytesOf(member)) / 100) / 10;
  const budget = budgets[name] ?? 0;
  rows.push({ package: name, 'kB gz': size, budget });
  expect(size).toBeLessThanOrEqual(budget);
});

it('budgets are for the packages there are', () => {
  expect(Object.keys(budgets).sort()).toEqual(libraries.map(({ manifest }) => manifest.name).sort());
});
