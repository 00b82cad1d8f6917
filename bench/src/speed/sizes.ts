import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Peer } from './peer.ts';
import { commandOf } from './peers.ts';

/** What there is to install, and how long the command line takes to say what it can do. */
export interface Sizes {
  /** Bytes of the packages that the tutorial needs, all dependencies included, as they are installed. */
  readonly installed: Readonly<Record<string, number>>;
  /** Bytes of the compiled kernels, gzipped. */
  readonly kernels: number;
  /** Medians of seconds. */
  readonly help: number;
  readonly node: number;
}

/** What the tutorial imports. */
const NEEDED = ['backends', 'distributions', 'kernels', 'npe', 'plots', 'simulate'].map(
  (name) => `@sbi/${name}`,
);

export async function measureSizes(python: string | undefined, quick: boolean): Promise<Sizes> {
  const installed: Record<string, number> = { ours: installedBytes() };
  for (const name of python ? (['sbi', 'jax'] as const) : []) {
    const peer = new Peer(name, commandOf(name, 'all', python));
    installed[name] = (await peer.ask({ method: 'size' })).bytes ?? Number.NaN;
    peer.close();
  }
  const dist = dirname(fileURLToPath(import.meta.resolve('@sbi/kernels')));
  const code = filesIn(dist).filter((file) => file.endsWith('.js'));
  const main = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url));
  const times = { help: [] as number[], node: [] as number[] };
  for (let i = 0; i < (quick ? 3 : 15); i++) {
    times.node.push(secondsOf(['-e', '0']));
    times.help.push(secondsOf([main, '--help']));
  }
  const median = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1] as number;
  return {
    installed,
    kernels: gzipSync(Buffer.concat(code.map((file) => readFileSync(file))), { level: 9 }).length,
    help: median(times.help),
    node: median(times.node),
  };
}

function secondsOf(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return (performance.now() - start) / 1000;
}

/** Every package once; of ours what is published, of others what lies in their folders. */
function installedBytes(): number {
  const seen = new Set<string>();
  let total = 0;
  const visit = (name: string, from: string) => {
    const folder = folderOf(name, from);
    if (folder === undefined || seen.has(folder)) return;
    seen.add(folder);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const parts = name.startsWith('@sbi/') ? (manifest.files as string[]) : ['.'];
    for (const part of parts)
      total += filesIn(join(folder, part)).reduce((sum, file) => sum + statSync(file).size, 0);
    const needed = { ...manifest.dependencies, ...manifest.peerDependencies };
    const isNeeded = (other: string) => manifest.peerDependenciesMeta?.[other]?.optional !== true;
    for (const other of Object.keys(needed).filter(isNeeded)) visit(other, folder);
  };
  for (const name of NEEDED) visit(name, dirname(fileURLToPath(import.meta.url)));
  return total;
}

/** Where a package lies for one that needs it; undefined for an optional one that is not there. */
function folderOf(name: string, from: string): string | undefined {
  const places = createRequire(join(from, 'x.js')).resolve.paths(name) ?? [];
  const place = places
    .map((path) => join(path, name))
    .find((path) => statSync(join(path, 'package.json'), { throwIfNoEntry: false }));
  return place && realpathSync(place);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && !/(^|\/)node_modules(\/|$)/.test(entry.parentPath.slice(folder.length)),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}
