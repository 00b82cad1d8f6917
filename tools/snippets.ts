import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseSync } from 'rolldown/utils';
import type { Source } from './sources.ts';
import { top } from './vitestBase.ts';

/** A piece of code that a reader may copy, and the lines that it says it prints, in order. */
export interface Block {
  readonly path: string;
  readonly line: number;
  readonly code: string;
  readonly expected: readonly string[];
}

const arrow = /\/\/ → (.*)$/gm;
const block = (path: string, text: string, start: number, code: string): Block => ({
  path,
  line: text.slice(0, start).split('\n').length,
  code,
  expected: Array.from(code.matchAll(arrow), (match) => (match[1] as string).trim()),
});

/** Every block of TypeScript or JavaScript in a page of Markdown. Each stands by itself, as it is copied. */
export function blocksOf(path: string): readonly Block[] {
  const text = readFileSync(top + path, 'utf8');
  const fences = text.matchAll(/^```(?:ts|typescript|js|javascript|mjs)\b[^\n]*\n([\s\S]*?)^```/gm);
  return Array.from(fences, (match) => block(path, text, match.index, match[1] as string));
}

/** Every `@example` of a file's doc comments. */
export function examplesOf({ path, text }: Source): readonly Block[] {
  return parseSync(path, text).comments.flatMap(({ value, start }) => {
    const [, example] = /@example\n([\s\S]*?)(?=\n\s*\* @|\s*$)/.exec(value) ?? [];
    return example === undefined ? [] : [block(path, text, start, example.replace(/^\s*\* ?/gm, ''))];
  });
}

/** Code that only a bundler or a page can run. */
export const isForPages = ({ code }: Block): boolean => /\?(url|worker)'|\bdocument\./.test(code);

/** An empty folder from which the packages resolve as they do for whoever depends on them: built, by plain Node. */
export function emptyFolder(name: string): string {
  const folder = `${top}tools/node_modules/.cache/snippets/${name.replaceAll(/[^\w]+/g, '-')}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs plain Node, without what a test run adds to its environment. */
export function runNode(args: readonly string[], cwd: string, seconds = 240): Promise<Ended> {
  return new Promise((resolve) => {
    const { NODE_OPTIONS: _, VITEST: __, NODE_ENV: ___, ...env } = process.env;
    const child = spawn(process.execPath, args, { cwd, env, timeout: seconds * 1000 });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

const pattern = (expected: string) =>
  new RegExp(
    `^${expected
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

/** The first expected line that was not printed after those before it; `…` in it stands for anything. */
export function missingLine(expected: readonly string[], printed: string): string | undefined {
  const lines = printed.split('\n').map((line) => line.trim());
  let at = 0;
  return expected.find((line) => {
    const found = lines.findIndex((text, i) => i >= at && pattern(line).test(text));
    at = found + 1;
    return found < 0;
  });
}

/** What was wrong with running a block: undefined, or a few lines to read. */
export function complaint(
  { path, line, expected }: Block,
  { status, stdout, stderr }: Ended,
): string | undefined {
  const missing = missingLine(expected, stdout);
  if (status === 0 && missing === undefined) return undefined;
  const what = status === 0 ? `did not print "${missing}"` : `ended with ${status ?? 'a timeout'}`;
  return `${path}:${line} ${what}\n${stdout.slice(-2000)}${stderr.slice(-2000)}`;
}

/** Runs the blocks of one page in order, each in a process of its own, in one folder: what one wrote the next may read. */
export async function runPage(blocks: readonly Block[], folder: string): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (const one of blocks) {
    const file = `${folder}/line${one.line}.mjs`;
    writeFileSync(file, one.code);
    const wrong = complaint(one, await runNode([file], folder));
    if (wrong !== undefined) complaints.push(wrong);
  }
  return complaints;
}
