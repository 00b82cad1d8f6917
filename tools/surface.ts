import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { isolatedDeclarationSync } from 'rolldown/experimental';
import { parseSync } from 'rolldown/utils';
import type { Member } from './sources.ts';
import { top } from './vitestBase.ts';

type Parsed = ReturnType<typeof parseSync>;
type Program = Parsed['program'];

type Span = Pick<Program, 'start' | 'end'>;

interface Module {
  readonly code: string;
  readonly program: Program;
  readonly comments: Parsed['comments'];
}

const modules = new Map<string, Module>();

/** A module as its users see it: the text of its declarations, and the same parsed. */
function declarationsOf(path: string): Module {
  const known = modules.get(path);
  if (known) return known;
  const { code, errors } = isolatedDeclarationSync(path, readFileSync(top + path, 'utf8'), {});
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join(' ')}`);
  const { program, comments } = parseSync(path.replace(/\.ts$/, '.d.ts'), code);
  const module = { code, program, comments };
  modules.set(path, module);
  return module;
}

/** A part of a module's declarations, with the doc comment before it. */
interface Documented {
  readonly name: string;
  readonly text: string;
  /** Without its stars; empty where there is none. */
  readonly comment: string;
}

/** A declaration of an exported name. */
export interface Declaration extends Documented {
  /** Of a class: what stands before its body, and what in it is not private. */
  readonly body?: {
    readonly head: string;
    readonly members: readonly (Documented & { isMethod: boolean })[];
  };
}

function documented({ code, comments }: Module, name: string, { start, end }: Span): Documented {
  const before = comments.find((comment) => comment.end <= start && !code.slice(comment.end, start).trim());
  const comment = /^\*([\s\S]*)/.exec(before?.value ?? '')?.[1] ?? '';
  return { name, text: code.slice(start, end), comment: comment.replaceAll(/^\s*\* ?/gm, '').trim() };
}

function classBody(module: Module, node: Program['body'][number]): Declaration['body'] {
  if (node.type !== 'ClassDeclaration') return undefined;
  const members = node.body.body.flatMap((member) => {
    if (!('key' in member) || member.accessibility === 'private') return [];
    const name = module.code.slice(member.key.start, member.key.end);
    const isMethod = 'kind' in member && member.kind === 'method';
    return [{ ...documented(module, name, member), isMethod }];
  });
  return { head: module.code.slice(node.start, node.body.start).trim(), members };
}

const namesOf = (declaration: Program['body'][number]): readonly string[] => {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : [];
};

/** Without what users cannot use: comments, private members, the keywords that every declaration has. */
export const tidy = (code: string): string =>
  code
    .replaceAll(/\/\*[\s\S]*?\*\/\n?\s*/g, '')
    .replaceAll(/^\s*private .*\n/gm, '')
    .replace(/^(export )?(declare )?/, '');

/** The declarations of one name in a module or in what it re-exports from; overloads are several. */
function declared(path: string, name: string): readonly Declaration[] {
  const module = declarationsOf(path);
  const found: Declaration[] = [];
  for (const node of module.program.body) {
    if (node.type !== 'ExportNamedDeclaration') continue;
    if (node.declaration !== null && namesOf(node.declaration).includes(name)) {
      const body = classBody(module, node.declaration);
      found.push({ ...documented(module, name, node), ...(body && { body }) });
    }
    const specifier = node.specifiers.find(({ exported }) => 'name' in exported && exported.name === name);
    if (specifier === undefined || !('name' in specifier.local)) continue;
    if (node.source === null) throw new Error(`${path} exports ${name} apart from its declaration`);
    const from = node.source.value;
    const isOurs = from.startsWith('.');
    if (isOurs) found.push(...declared(posix.join(posix.dirname(path), from), specifier.local.name));
    else found.push({ name, text: `${name} of ${from}`, comment: `As in \`${from}\`.` });
  }
  return found;
}

/** What an entry exports, in the order of the alphabet. */
function exportsOf(path: string): readonly Declaration[] {
  const { program } = declarationsOf(path);
  const names = program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration') return [];
    const own = node.declaration === null ? [] : namesOf(node.declaration);
    return [
      ...own,
      ...node.specifiers.flatMap(({ exported }) => ('name' in exported ? [exported.name] : [])),
    ];
  });
  return [...new Set(names)].sort().flatMap((name) => declared(path, name));
}

/** The entries of a package, by the names that users import, each with what it exports. */
export function entriesOf({
  folder,
  manifest,
}: Member): readonly (readonly [string, readonly Declaration[]])[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([entry, target]) => {
    const source = typeof target === 'string' ? undefined : target['@sbi/source'];
    if (source === undefined) return [];
    return [[posix.join(manifest.name, entry), exportsOf(posix.join(folder, source))] as const];
  });
}

/** The public surface of a package as a page: one block of declarations for each entry. */
export function surfaceOf(member: Member): string {
  const entries = entriesOf(member).map(([name, declarations]) => {
    const code = declarations.map(({ text }) => tidy(text)).join('\n\n');
    return `## ${name}\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
  });
  return entries.join('\n');
}
