import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Member, published } from './sources.ts';
import { top } from './vitestBase.ts';

/** Runs a command to its end. */
export function tryRun(
  command: string,
  args: readonly string[],
  cwd: string,
): { status: number | null; output: string } {
  // pnpm hands its settings to npm, which does not know them
  const settings = Object.entries(process.env).filter(
    ([name]) => !/^(npm_config_|NODE_OPTIONS$)/i.test(name),
  );
  const env = Object.fromEntries(settings);
  const shell = process.platform === 'win32';
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, shell, encoding: 'utf8' });
  if (error) throw error;
  return { status, output: stdout + stderr };
}

/** Runs a command that must succeed; throws what it wrote where it fails. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, output } = tryRun(command, args, cwd);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${output}`);
  return output;
}

const folders: string[] = [];

/** An empty folder far from the workspace, so that nothing is found by climbing up. */
function farFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sbi-packed-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** What `pnpm publish` would send: one tarball for each published package, by name. */
export function packAll(): ReadonlyMap<string, string> {
  const destination = farFolder();
  const packed = published.map(({ folder, manifest }) => {
    run('pnpm', ['pack', '--pack-destination', destination], top + folder);
    const start = `${manifest.name.replace('@', '').replace('/', '-')}-`;
    const file = readdirSync(destination).find((name) => name.startsWith(start));
    return [manifest.name, join(destination, file as string)] as const;
  });
  return new Map(packed);
}

const namesOf = (name: string): readonly string[] => {
  const { manifest } = published.find((one) => one.manifest.name === name) as Member;
  return Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith('@sbi/'));
};

/** A package of ours and all that it depends on of ours. */
const closure = (name: string): readonly string[] => [name, ...namesOf(name).flatMap(closure)];

/** What a package's README tells to install, or the package alone where it tells nothing. */
function toldBy({ folder, manifest }: Member): readonly string[] {
  const path = `${top}${folder}/README.md`;
  const readme = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const [, told = manifest.name] = /^npm (?:install|i) (.+)$/m.exec(readme) ?? [];
  const words = told.replace(/#.*/, '').split(/\s+/);
  return words.filter((word) => word !== '' && !word.startsWith('-'));
}

/** A new project in an empty folder, where npm has installed what the README says: ours as tarballs, the rest as it comes. */
export function install(member: Member, tarballs: ReadonlyMap<string, string>): string {
  const folder = farFolder();
  writeFileSync(`${folder}/package.json`, '{ "private": true, "type": "module" }\n');
  const told = [...new Set([member.manifest.name, ...toldBy(member)])];
  const wanted = [...new Set(told.flatMap((name) => (tarballs.has(name) ? closure(name) : [name])))];
  const sources = wanted.map((name) => tarballs.get(name) ?? name);
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...sources], folder);
  return folder;
}

/** The names under which a package can be imported: @sbi/core, @sbi/core/testing, … */
export const entriesOf = ({ manifest }: Member): readonly string[] =>
  Object.keys(manifest.exports ?? {})
    .filter((entry) => !entry.endsWith('.json'))
    .map((entry) => manifest.name + entry.slice(1));
