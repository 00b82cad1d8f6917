import type { Member } from './sources.ts';
import { type Declaration, entriesOf, tidy } from './surface.ts';

interface Doc {
  readonly description: string;
  /** What follows each tag, in order. */
  readonly tags: readonly (readonly [tag: string, text: string])[];
}

/** A doc comment as text and tags. */
function docOf(comment: string): Doc {
  const [description = '', ...rest] = comment.split(
    /(?:^|\s)@(?=(?:param|returns|throws|example|experimental|deprecated)\b)/,
  );
  const tags = rest.map((part) => {
    const [, tag = '', text = ''] = /^(\w+)\s*([\s\S]*)$/.exec(part) ?? [];
    return [tag, text.trim()] as const;
  });
  return { description: description.trim(), tags };
}

const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\``;
const unwrapped = (text: string) => text.replaceAll(/\n(?!\n)/g, ' ');

/** Text in Markdown: links by name are links on the page, other names stay what they are. */
function linked(text: string, anchors: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\{@link (\w+)\}/g, (_, name) =>
    anchors.has(name) ? `[\`${name}\`](${anchors.get(name)})` : `\`${name}\``,
  );
}

/** Where a name's section is: GitHub lowers names, and numbers those that are then the same. */
function anchorsOf(names: readonly string[]): ReadonlyMap<string, string> {
  const low = names.map((name) => name.toLowerCase());
  const before = (i: number) => low.slice(0, i).filter((name) => name === low[i]).length;
  return new Map(names.map((name, i) => [name, `#${low[i]}${before(i) > 0 ? `-${before(i)}` : ''}`]));
}

function tagged([tag, text]: Doc['tags'][number]): string {
  switch (tag) {
    case 'param': {
      const [, name, meaning = ''] = /^(\S+)\s*(?:- )?([\s\S]*)$/.exec(text) ?? [];
      return `- \`${name}\`: ${unwrapped(meaning)}`;
    }
    case 'example':
      return `\n${fenced('js', text)}\n`;
    case 'experimental':
      return `\n**Experimental.** ${text}\n`;
    case 'deprecated':
      return `\n**Deprecated.** ${text}\n`;
    default:
      return `- ${tag} ${unwrapped(text)}`;
  }
}

function prose(comment: string, anchors: ReadonlyMap<string, string>): string {
  const { description, tags } = docOf(comment);
  const text = [description, tags.map(tagged).join('\n').trim()].filter(Boolean).join('\n\n');
  return linked(text, anchors).replaceAll(/\n{3,}/g, '\n\n');
}

/** Comments stay in the code but those of methods, which follow it with their examples. */
function sectionOf(declarations: readonly Declaration[], anchors: ReadonlyMap<string, string>): string {
  const [{ name, comment, body }] = declarations as [Declaration];
  const code = declarations.map(({ text }) => bare(body ? classCode(body) : text)).join('\n');
  const methods = (body?.members ?? [])
    .filter((member) => member.isMethod && member.comment !== '')
    .map((member) => `### ${name}.${member.name}\n\n${prose(member.comment, anchors)}`);
  return [`## ${name}`, fenced('ts', code), prose(comment, anchors), ...methods].join('\n\n');
}

function classCode({ head, members }: NonNullable<Declaration['body']>): string {
  const lines = members.flatMap(({ text, comment, isMethod }) => {
    const said = comment === '' || isMethod ? [] : comment.split('\n');
    const doc =
      said.length > 1
        ? ['/**', ...said.map((line) => ` * ${line}`), ' */']
        : said.map((line) => `/** ${line} */`);
    return [...doc, text].map((line) => `\t${line}`);
  });
  return `${head} {\n${lines.join('\n')}\n}`;
}

/** Without the words that every declaration has, and with stars in line. */
const bare = (code: string) =>
  code
    .replace(/^(export )?(declare )?/, '')
    .replaceAll(/^\t+(?=\*)/gm, '$& ')
    .replaceAll('\t', '  ');

/** What a reader looks for first stands first: what can be called, then what can be made, then shapes of data. */
const ORDER = [/^(function|const|let)\b/, /^(abstract )?class\b/, /./];
const placeOf = ({ text }: Declaration) => ORDER.findIndex((kind) => kind.test(tidy(text)));

const namesOf = (declarations: readonly Declaration[]) => [...new Set(declarations.map(({ name }) => name))];

/** The page of a package: what every entry exports, with what the doc comments say. */
export function apiPage(member: Member): string {
  const { name, description = '' } = member.manifest;
  const entries = entriesOf(member).map(([entry, declarations]) => {
    const groups = ORDER.map((_, place) => namesOf(declarations.filter((one) => placeOf(one) === place)));
    return { entry, declarations, groups: groups.filter((names) => names.length > 0) };
  });
  const anchors = anchorsOf(entries.flatMap(({ groups }) => groups.flat()));
  const sections = entries.flatMap(({ entry, declarations, groups }) => [
    ...(entry === name ? [] : [`# ${entry}`]),
    ...groups.map((names) => names.map((one) => `[${one}](${anchors.get(one)})`).join(' ·\n')),
    ...groups.flat().map((one) =>
      sectionOf(
        declarations.filter((found) => found.name === one),
        anchors,
      ),
    ),
  ]);
  const about = `${description} What it is for, and examples: [README](../../${member.folder}/README.md).`;
  return `${[`# ${name}`, about, ...sections].join('\n\n')}\n`;
}

/** The page that lists the others. */
export function apiIndex(members: readonly Member[]): string {
  const lines = members.map(({ manifest: { name, description = '' } }) => {
    return `- [${name}](${fileOf(name)}): ${description}`;
  });
  return `# API\n\nMade from the doc comments by \`pnpm api\`: every name that a package exports.\n\n${lines.join('\n')}\n`;
}

/** The name of a package's page. */
export const fileOf = (name: string): string => `${name.replace('@sbi/', '')}.md`;

/** What an entry exports without saying what it is. */
export function undocumented(member: Member): readonly string[] {
  return entriesOf(member).flatMap(([entry, declarations]) =>
    declarations
      .filter(({ comment }) => docOf(comment).description === '')
      .map(({ name }) => `${entry}: ${name}`),
  );
}
