import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useBackend } from '@sbi/backends';
import { beforeAll, expect, test } from 'vitest';
import { readBytes } from '../src/read/bytes.ts';
import { decodeModel, readModel } from '../src/read/model.ts';
import { readPrior } from '../src/read/prior.ts';
import { lineOf, readTable } from '../src/read/table.ts';
import { errorOf } from './errorOf.ts';
import { scratchFolder } from './scratchFolder.ts';

const folder = scratchFolder();

beforeAll(async () => {
  await useBackend('cpu');
});

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('a file that is not there, a folder, and an empty file are told apart', async () => {
  const missing = join(folder, 'missing.csv');
  expect(await errorOf(() => readBytes(missing, 100))).toBe(
    `${missing} cannot be read: there is no such file or folder.`,
  );
  mkdirSync(join(folder, 'sub'));
  expect(await errorOf(() => readBytes(join(folder, 'sub'), 100))).toBe(
    `${join(folder, 'sub')} cannot be read: it is a folder.`,
  );
  const empty = write('empty.csv', '');
  expect(await errorOf(() => readTable(empty))).toBe(`${empty} must hold something; received an empty file.`);
});

test('a file beyond the limit is refused before it is read', async () => {
  // Sparse: it takes no room on the disk.
  const large = write('large.safetensors', '');
  truncateSync(large, 3e9);
  expect(await errorOf(() => readModel(large))).toBe(`${large} must be at most 1 GB; received 3 GB or more.`);
  expect(await errorOf(() => readTable(large))).toBe(
    `${large} must be at most 500 MB; received 3 GB or more.`,
  );
});

test.runIf(process.platform === 'linux')(
  'a device without end is read no further than the limit',
  async () => {
    expect(await errorOf(() => readBytes('/dev/zero', 3e6))).toMatch(
      /^\/dev\/zero must be at most 3 MB; received/,
    );
  },
);

test('reading stops when it is told to', async () => {
  const path = write('some.csv', '1,2\n');
  expect(await errorOf(() => readBytes(path, 100, AbortSignal.abort(new Error('enough'))))).toBe('enough');
});

test('tables: with and without names, with a byte-order mark, with Windows line ends', async () => {
  const named = await readTable(write('named.csv', '\uFEFFa,b\r\n1,2\r\n'));
  expect(named.names).toEqual(['a', 'b']);
  expect(lineOf(named, 0)).toBe(2);
  const bare = await readTable(write('bare.csv', '1,2\n3,4'));
  expect([...bare.data]).toEqual([1, 2, 3, 4]);
  expect(lineOf(bare, 1)).toBe(2);
});

test.each([
  ['a text cell', 'a,b\n1,x\n', /must be a finite number \(float32\); received "x" in line 2, column "b"\.$/],
  ['a ragged row', 'a,b\n1,2\n3\n', /must have 2 columns, as the first; received 1 in line 3\.$/],
  ['a NaN', '1,2\n3,nan\n', /received "nan" in line 2, column 2\.$/],
  ['only names', 'a,b\n', /must hold at least one row of numbers; received none\.$/],
  ['a million columns', '1,'.repeat(1e6), /must have at most 100000 columns; received .* in line 1\.$/],
])('a table with %s names file and place in one line', async (_, text, end) => {
  const path = write('bad.csv', text);
  const message = await errorOf(() => readTable(path));
  expect(message).toContain(path);
  expect(message).toMatch(end);
  expect(message).not.toContain('\n');
});

test('bytes that are not UTF-8 are found', async () => {
  const latin = write(
    'latin.csv',
    Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0xe9]), Buffer.from('\n')]),
  );
  expect(await errorOf(() => readTable(latin))).toBe(
    `${latin} must be text in UTF-8; received other bytes in line 2.`,
  );
  const utf16 = write('utf16.csv', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'));
  expect(await errorOf(() => readTable(utf16))).toBe(
    `${utf16} must be text in UTF-8; received other bytes in line 1.`,
  );
});

test('a prior is read from JSON', async () => {
  using prior = await readPrior(write('prior.json', '{"kind":"boxUniform","low":[-2,0],"high":[2,1]}'));
  expect(prior.dim).toBe(2);
  expect(Array.from(prior.support.high)).toEqual([2, 1]);
});

test('a prior nested a million deep is refused', async () => {
  const path = write('deep.json', `${'['.repeat(1e6)}${']'.repeat(1e6)}`);
  const message = await errorOf(() => readPrior(path));
  expect(message.startsWith(`${path}: `)).toBe(true);
  expect(message.length).toBeLessThan(path.length + 200);
});

test.each([
  ['{', /must be JSON: /],
  ['[1]', /: distribution must be an object with a kind; received .*1.*\.$/],
  ['{"kind":"cauchy"}', /: distribution\.kind must be one of boxUniform, .*; received "cauchy"\.$/],
  [
    '{"kind":"boxUniform","low":[0]}',
    /: distribution\.high must be a number or a list of numbers; received nothing\.$/,
  ],
  [
    '{"kind":"boxUniform","low":[1],"high":[0]}',
    /: distribution \(boxUniform\) cannot be built: .*low.*high/,
  ],
])('a prior of %s names the file and the field', async (text, expected) => {
  const path = write('prior.json', text);
  const message = await errorOf(() => readPrior(path));
  expect(message.startsWith(path)).toBe(true);
  expect(message).toMatch(expected);
});

/** A safetensors file with this header. */
function safetensors(header: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

const tensor = (begin: number, end: number) =>
  `{"dtype":"F32","shape":[${(end - begin) / 4}],"data_offsets":[${begin},${end}]}`;

test.each([
  ['three bytes', new Uint8Array([1, 2, 3])],
  ['a header of 2⁶³ bytes', Buffer.concat([Buffer.from('0000000000000080', 'hex'), Buffer.from('{}')])],
  ['a header that is no JSON', safetensors('{"a":')],
  [
    'a header that is not UTF-8',
    Buffer.concat([Buffer.from('0200000000000000', 'hex'), Buffer.from([0xff, 0xfe])]),
  ],
  ['overlapping tensors', safetensors(`{"a":${tensor(0, 8)},"b":${tensor(4, 12)}}`, new Uint8Array(12))],
  ['no metadata', safetensors('{}')],
  ['another format', safetensors('{"__metadata__":{"format":"pt"}}')],
  ['a later version', safetensors('{"__metadata__":{"format":"sbi-posterior/2"}}')],
  ['a text file', Buffer.from('theta_1,theta_2\n1,2\n')],
])('a model file of %s is refused in one line with its name', async (_, bytes) => {
  const path = write('model.safetensors', bytes);
  const message = await errorOf(async () => decodeModel(path, await readModel(path)));
  expect(message).toContain(path);
  expect(message).not.toContain('\n');
  expect(message.length).toBeLessThan(path.length + 300);
});
