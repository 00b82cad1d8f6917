import { readFileSync } from 'node:fs';
import { parseSync } from 'rolldown/utils';
import { describe, expect, it } from 'vitest';
import { members, type Source, sourcesIn } from './sources.ts';
import { top } from './vitestBase.ts';

// The limits on functions (60 lines), `any` and default exports are biome's, in `check`; here is what it cannot count, and
// that nobody talks it, or the compiler, out of looking.
const own = members.flatMap(({ folder }) => sourcesIn(`${folder}/src`));
const all = [...members.map(({ folder }) => folder), 'tools', 'bench'].flatMap(sourcesIn);
const linesOf = ({ text }: Source) => text.trimEnd().split('\n').length;

const longest = 300;
const wantedMedian = 100;

it(`no file has more than ${longest} lines`, () => {
  const long = all.filter((source) => linesOf(source) > longest);
  expect(long.map((source) => `${source.path}: ${linesOf(source)}`)).toEqual([]);
});

const lengths = own.map(linesOf).sort((a, b) => a - b);
const median = lengths[lengths.length >> 1] as number;

it(`the median of ${own.length} source files is ${median} lines, at most ${wantedMedian}`, () => {
  expect(median).toBeLessThanOrEqual(wantedMedian);
});

describe('the linter and the compiler look everywhere', () => {
  const switchedOff =
    /biome-ignore(-all|-start)? lint(?!\/suspicious\/noControlCharactersInRegex)|@ts-(ignore|nocheck)|eslint-disable/;

  it('no file switches them off', () => {
    const off = all.flatMap((source) => {
      const { comments } = parseSync(source.path, source.text);
      return comments.filter(({ value }) => switchedOff.test(value)).map(({ value }) => source.path + value);
    });
    expect(off).toEqual([]);
  });

  it('biome counts lines of functions and refuses any and default exports', () => {
    const { linter } = JSON.parse(readFileSync(`${top}biome.json`, 'utf8'));
    expect(linter.rules).toMatchObject({
      suspicious: { noExplicitAny: 'error' },
      style: { noDefaultExport: 'error' },
      complexity: { noExcessiveLinesPerFunction: { level: 'error', options: { maxLines: 60 } } },
    });
  });
});

it('every package lists its exports by name', () => {
  const entries = own.filter(({ path }) => /\/src\/(testing\/)?index\.ts$/.test(path));
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.filter(({ text }) => /^export \*/m.test(text)).map(({ path }) => path)).toEqual([]);
});
