import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'rolldown/utils';
import { top } from './vitestBase.ts';

/** One file of code: its path from the top of the workspace, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const isCode = /\.(ts|mts|mjs|js|svelte)$/;
const isApart = /(^|\/)(node_modules|\.venv|dist|fixtures|snapshots)(\/|$)/;

/** Every code file below a folder, built and borrowed ones apart; none where there is no such folder. */
export function sourcesIn(folder: string): readonly Source[] {
  if (!existsSync(top + folder)) return [];
  return readdirSync(top + folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => isCode.test(path) && !isApart.test(path))
    .map((path) => ({ path, text: readFileSync(top + path, 'utf8') }));
}

/** What a file imports or re-exports, statically, dynamically by a literal, or by `new URL(…, import.meta.url)`. */
export function importsOf({ path, text }: Source): readonly string[] {
  const { module } = parseSync(path, text);
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start, end));
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap((e) => e.moduleRequest?.value ?? [])),
    ...dynamic.flatMap((code) => /^(['"`])([^'"`$]+)\1$/.exec(code)?.[2] ?? []),
  ];
}

/** The calls `object.name(…)` of a file, each as `object.name`; object is empty where it is no plain name. */
export function methodCallsOf({ path, text }: Source): readonly string[] {
  const calls: string[] = [];
  new Visitor({
    CallExpression({ callee }) {
      if (callee.type !== 'MemberExpression') return;
      const { object, property } = callee;
      const name = property.type === 'Identifier' ? property.name : text.slice(property.start, property.end);
      calls.push(`${object.type === 'Identifier' ? object.name : ''}.${name}`);
    },
  }).visit(parseSync(path, text).program);
  return calls;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A folder of the workspace with a manifest: packages/core, apps/cli, … */
export interface Member {
  readonly folder: string;
  readonly manifest: Manifest;
}

function memberAt(folder: string): Member {
  return { folder, manifest: JSON.parse(readFileSync(`${top}${folder}/package.json`, 'utf8')) };
}

export const members: readonly Member[] = ['packages', 'apps']
  .flatMap((parent) => readdirSync(top + parent).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(`${top}${folder}/package.json`))
  .map(memberAt);

/** Those that only serve the workspace. */
export const servants: readonly Member[] = ['tools', 'bench'].map(memberAt);

/** Those that go to the registry. */
export const published: readonly Member[] = members.filter(({ manifest }) => !manifest.private);
