import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeFileError } from '../src/fileError.ts';
import { Files } from '../src/files.ts';
import { errorOf } from './errorOf.ts';
import { scratchFolder } from './scratchFolder.ts';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);

test('a file is written whole, over one that was there, and remembered', async () => {
  const files = new Files();
  writeFileSync(at('a.csv'), 'old');
  await files.write(at('a.csv'), 'new');
  await files.write(at('b.bin'), new Uint8Array([1, 2]));
  expect(readFileSync(at('a.csv'), 'utf8')).toBe('new');
  expect([...readFileSync(at('b.bin'))]).toEqual([1, 2]);
  expect(files.written).toEqual([at('a.csv'), at('b.bin')]);
});

test('while it is written, the old file stands; when it is stopped, nothing else is left', async () => {
  const files = new Files();
  const controller = new AbortController();
  writeFileSync(at('big.csv'), 'old');
  const before = readdirSync(folder).length;
  const work = files.write(at('big.csv'), 'x'.repeat(50e6), controller.signal);
  const until = async () => {
    while (readdirSync(folder).length === before) await new Promise((resolve) => setImmediate(resolve));
  };
  await until();
  expect(readFileSync(at('big.csv'), 'utf8')).toBe('old');
  controller.abort(new Error('enough'));
  expect(await errorOf(() => work)).toBe('enough');
  expect(readdirSync(folder).length).toBe(before);
  expect(readFileSync(at('big.csv'), 'utf8')).toBe('old');
  expect(files.written).toEqual([]);
});

test('what is half-written can be removed at once', async () => {
  const files = new Files();
  const before = readdirSync(folder);
  const work = files.write(at('half.csv'), 'x'.repeat(50e6)).catch(() => {});
  while (readdirSync(folder).length === before.length) await new Promise((resolve) => setImmediate(resolve));
  files.removeTemporaries();
  expect(readdirSync(folder)).toEqual(before);
  await work;
});

test('a link stays a link, and a device a device', async () => {
  const files = new Files();
  writeFileSync(at('target.csv'), 'old');
  symlinkSync(at('target.csv'), at('link.csv'));
  await files.write(at('link.csv'), 'new');
  expect(lstatSync(at('link.csv')).isSymbolicLink()).toBe(true);
  expect(readFileSync(at('target.csv'), 'utf8')).toBe('new');
  if (process.platform === 'win32') return;
  await files.write('/dev/null', 'gone');
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('what stands in the way is said by name', async () => {
  const files = new Files();
  mkdirSync(at('dir'));
  writeFileSync(at('file'), '');
  expect(await errorOf(() => files.write(at('dir'), ''))).toBe(
    `${at('dir')} cannot be written: it is a folder.`,
  );
  expect(await errorOf(() => files.write(at('no/where.csv'), ''))).toBe(
    `${at('no/where.csv')} cannot be written: there is no such file or folder.`,
  );
  expect(await errorOf(() => files.write(at('file/x.csv'), ''))).toBe(
    `${at('file/x.csv')} cannot be written: a part of its path is no folder.`,
  );
  expect(await errorOf(() => files.write(at(`${'n'.repeat(300)}.csv`), ''))).toContain(
    'its name is too long.',
  );
  expect(await errorOf(() => files.makeFolder(at('file')))).toBe(
    `${at('file')} cannot be written: a file of that name is in the way.`,
  );
});

test('a target is tried before long work', async () => {
  const files = new Files();
  await files.expectWritable(at('new.csv'));
  expect(existsSync(at('new.csv'))).toBe(false);
  expect(await errorOf(() => files.expectWritable(folder))).toBe(
    `${folder} cannot be written: it is a folder.`,
  );
  expect(await errorOf(() => files.expectWritable(at('nix/new.csv')))).toBe(
    `${at('nix/new.csv')} cannot be written: there is no such file or folder.`,
  );
  expect(await errorOf(() => files.expectWritable(at('file/new.csv')))).toMatch(/is no folder\.$/);
});

test('permissions, a full disk, and what has no name here', () => {
  const message = (code: string) => {
    const error = Object.assign(new Error('low level'), { code, syscall: 'open' });
    return (describeFileError(error, 'a.csv', 'written') as Error).message;
  };
  expect(message('EACCES')).toBe('a.csv cannot be written: permission is denied.');
  expect(message('ENOSPC')).toBe('a.csv cannot be written: the disk is full.');
  expect(message('EROFS')).toBe('a.csv cannot be written: the file system is read-only.');
  expect(message('EXDEV')).toBe('a.csv cannot be written: EXDEV.');
  const other = new TypeError('not of the file system');
  expect(describeFileError(other, 'a.csv', 'read')).toBe(other);
});
