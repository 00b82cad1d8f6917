import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { isolatedDeclarationSync } from 'rolldown/experimental';
import { parseSync } from 'rolldown/utils';
import type { Member } from './sources.ts';
import { top } from './vitestBase.ts';

type Program = ReturnType<typeof parseSync>['program'];

/** A module as its users see it: the text of its declarations, and the same parsed. */
function declarationsOf(path: string): { readonly code: string; readonly program: Program } {
  const { code, errors } = isolatedDeclarationSync(path, readFileSync(top + path, 'utf8'), {});
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join(' ')}`);
  return { code, program: parseSync(path.replace(/\.ts$/, '.d.ts'), code).program };
}

const namesOf = (declaration: Program['body'][number]): readonly string[] => {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : [];
};

/** Without what users cannot use: comments, private members, the keywords that every declaration has. */
const tidy = (code: string) =>
  code
    .replaceAll(/\/\*[\s\S]*?\*\/\n?\s*/g, '')
    .replaceAll(/^\s*private .*\n/gm, '')
    .replace(/^(export )?(declare )?/, '');

/** The declarations of one name in a module or in what it re-exports from; overloads are several. */
function declared(path: string, name: string): readonly string[] {
  const { code, program } = declarationsOf(path);
  const found: string[] = [];
  for (const node of program.body) {
    if (node.type !== 'ExportNamedDeclaration') continue;
    if (node.declaration !== null && namesOf(node.declaration).includes(name))
      found.push(tidy(code.slice(node.start, node.end)));
    const specifier = node.specifiers.find(({ exported }) => 'name' in exported && exported.name === name);
    if (specifier === undefined || !('name' in specifier.local)) continue;
    if (node.source === null) throw new Error(`${path} exports ${name} apart from its declaration`);
    const from = node.source.value;
    const isOurs = from.startsWith('.');
    if (isOurs) found.push(...declared(posix.join(posix.dirname(path), from), specifier.local.name));
    else found.push(`${name} of ${from}`);
  }
  return found;
}

/** Every name that an entry exports, with its declaration, in the order of the alphabet. */
function surfaceOfEntry(path: string): string {
  const { program } = declarationsOf(path);
  const names = program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration') return [];
    const own = node.declaration === null ? [] : namesOf(node.declaration);
    return [
      ...own,
      ...node.specifiers.flatMap(({ exported }) => ('name' in exported ? [exported.name] : [])),
    ];
  });
  return [...new Set(names)]
    .sort()
    .flatMap((name) => declared(path, name))
    .join('\n\n');
}

/** The public surface of a package as a page: one block of declarations for each entry. */
export function surfaceOf({ folder, manifest }: Member): string {
  const entries = Object.entries(manifest.exports ?? {}).flatMap(([entry, target]) => {
    const source = typeof target === 'string' ? undefined : target['@sbi/source'];
    if (source === undefined) return [];
    const title = posix.join(manifest.name, entry);
    return [`## ${title}\n\n\`\`\`ts\n${surfaceOfEntry(posix.join(folder, source))}\n\`\`\`\n`];
  });
  return entries.join('\n');
}
