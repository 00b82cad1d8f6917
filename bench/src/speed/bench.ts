import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { useBackend } from '@sbi/backends';
import { toSvg } from '@sbi/plots';
import { gaussian, simulate } from '@sbi/simulate';
import { curveFigure } from './curveFigure.ts';
import { measureCurves } from './curves.ts';
import { ratioText, secondsText } from './format.ts';
import { measureFresh } from './fresh.ts';
import { occasion } from './machine.ts';
import { kindOf, type Parity, sameDensities, sameLoss } from './parity.ts';
import { measurePeak } from './peak.ts';
import { type Name, Peers } from './peers.ts';
import { findPython } from './python.ts';
import { withTable } from './readme.ts';
import { report } from './report.ts';
import { type Results, type Row, readResults, writeResults } from './results.ts';
import { measureSizes } from './sizes.ts';
import type { Pairs } from './spec.ts';
import { type Setting, timeWork } from './timeWork.ts';
import { ACCURATE, PEERS, QUESTIONS, STEPS, TUTORIAL, type Work } from './works.ts';

const HELP = `How fast this project is, beside plain tf ops, Python's sbi and a jitted flow in JAX, in one run.

  --only maf,draws  some works (see docs/results/bench.md), or curves, fresh, sizes, peak
  --quick           next to no repetitions: whether it works, not how fast it is
  --out FOLDER      where to write bench.json, bench.md and the pictures (docs/results); README.md only with the default

Python's peers are installed into bench/.venv; BENCH_PYTHON names another Python that has them. Without Python the rest
runs. Whatever is measured is kept at once; about 15 minutes.`;

const TOP = new URL('../../../', import.meta.url);
const WORKS: readonly Work[] = [...STEPS, TUTORIAL, ACCURATE, ...QUESTIONS];
const OTHERS = ['peak', 'sizes', 'fresh', 'curves'] as const;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const say = (text: string): unknown => process.stdout.write(`${text}\n`);

/** What is written after every step, so that a run that is broken off has not been for nothing. */
class Notebook {
  private readonly folder: URL;
  private readonly start = performance.now();
  readonly before: Results | undefined;
  results: Results;

  constructor(folder: URL, python: string, isWhole: boolean) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.before = readResults(this.file);
    const kept = isWhole ? undefined : this.before;
    const nothing = { parity: [], rows: [], curves: [], versions: {}, took: 0 };
    this.results = { ...nothing, ...kept, ...occasion(), quick: values.quick, python };
  }

  private get file(): URL {
    return new URL('bench.json', this.folder);
  }

  note(part: Partial<Results>): void {
    this.results = { ...this.results, ...part, took: (performance.now() - this.start) / 1000 };
    writeResults(this.file, this.results);
    writeFileSync(new URL('bench.md', this.folder), report(this.results, WORKS));
    for (const curve of part.curves ?? []) {
      writeFileSync(new URL(`bench-${curve.name}.svg`, this.folder), toSvg(curveFigure(curve)));
    }
  }

  /** In the place of what was found of the same pairs before. */
  noteParity(found: readonly Parity[]): void {
    const isNew = ({ work, peer }: Parity) => found.some((one) => one.work === work && one.peer === peer);
    const kept = this.before?.parity.filter((one) => !isNew(one)) ?? [];
    this.note({ parity: [...kept, ...found] });
  }

  noteRow(row: Row): void {
    this.note({ rows: [...this.results.rows.filter(({ name }) => name !== row.name), row] });
  }
}

function chosen(): readonly string[] {
  const all = [...WORKS.map(({ name }) => name), ...OTHERS];
  const names = values.only?.split(',') ?? all;
  const wrong = names.find((name) => !all.includes(name));
  if (wrong !== undefined) throw new Error(`--only must name some of ${all.join(', ')}; received ${wrong}.`);
  return names;
}

/** Pairs of the tutorial that no training sees. */
async function heldOut(): Promise<Pairs> {
  await useBackend();
  using problem = gaussian();
  const { theta, x } = await simulate(problem.prior, problem.simulator, { count: 1000, seed: 900_000 });
  const list = ({ data, columns }: typeof theta) =>
    Array.from({ length: data.length / columns }, (_, i) => [...data.slice(i * columns, (i + 1) * columns)]);
  return { theta: list(theta), x: list(x) };
}

async function versionsOf(peers: Peers): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const name of (['ours', 'sbi', 'jax'] as const).filter((one) => peers.has(one))) {
    Object.assign(versions, (await peers.get(name, 'one').ask({ method: 'hello' })).versions);
  }
  return versions;
}

async function judgeAll(works: readonly Work[], peers: Peers, held: Pairs): Promise<Parity[]> {
  if (!peers.has('sbi')) return [];
  const found: Parity[] = [];
  for (const work of STEPS.filter((one) => works.includes(one) || one.name === 'maf')) {
    found.push(...(await sameDensities(peers, work)));
  }
  const kinds = works.map(kindOf);
  const compared = STEPS.slice(0, 2).filter((one) => kinds.includes(kindOf(one)));
  found.push(...(await sameLoss(peers, compared, held)));
  for (const { work, peer, passed, found: text } of found) {
    say(`  ${passed ? 'passed' : 'FAILED'}  ${work}, ${peer}: ${text}`);
  }
  return found;
}

function sayRow(work: Work, row: Row): void {
  const timed = (['ours', ...PEERS] as Name[]).flatMap((name) => {
    const at = row.one[name];
    return at ? [`${name} ${at.ratio ? ratioText(at.ratio) : secondsText(at.seconds)}`] : [];
  });
  say(`${work.title}: ${timed.join(', ')}`);
}

/** What goes wrong with one part is told, and the others go on. */
async function attempt(title: string, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    say(`${title} FAILED: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

async function measureOthers(names: readonly string[], peers: Peers, notebook: Notebook): Promise<void> {
  const { quick } = values;
  const everyone = (['ours', 'plain', 'sbi', 'jax'] as const).filter((name) => peers.has(name));
  const compared = everyone.filter((name) => name !== 'plain');
  const parts: Record<(typeof OTHERS)[number], () => Promise<Partial<Results>>> = {
    peak: async () => ({ peak: await measurePeak(notebook.results.rows, quick ? 20 : 100) }),
    sizes: async () => ({ sizes: await measureSizes(peers.python, quick) }),
    curves: async () => ({ curves: await measureCurves(peers, compared, quick) }),
    fresh: async () => {
      peers.close(); // it wants the memory for itself
      return { fresh: await measureFresh(everyone, peers.python, quick) };
    },
  };
  for (const name of ['peak', 'sizes', 'curves', 'fresh'] as const) {
    if (!names.includes(name)) continue;
    say(name);
    await attempt(name, async () => notebook.note(await parts[name]()));
  }
}

async function main(): Promise<void> {
  if (values.help) {
    say(HELP);
    return;
  }
  const names = chosen();
  const found = findPython(say);
  const python = 'python' in found ? found.python : undefined;
  if ('why' in found) say(`${found.why}: what was recorded of Python's peers is used`);
  const folder = values.out
    ? new URL(`file://${process.cwd()}/${values.out}/`)
    : new URL('docs/results/', TOP);
  const told = python ? '' : "Python's peers were not there: their figures are those of an earlier run.";
  const notebook = new Notebook(folder, told, values.only === undefined);
  const peers = new Peers(python);
  try {
    notebook.note({ versions: { ...notebook.results.versions, ...(await versionsOf(peers)) } });
    const held = await heldOut();
    const works = WORKS.filter(({ name }) => names.includes(name));
    const parity = works.length > 0 ? await judgeAll(works, peers, held) : notebook.results.parity;
    notebook.noteParity(parity);
    const setting: Setting = { peers, parity, before: notebook.before, held, quick: values.quick, say };
    for (const work of works) {
      await attempt(work.title, async () => {
        const row = await timeWork(work, setting);
        notebook.noteRow(row);
        sayRow(work, row);
      });
    }
    await measureOthers(names, peers, notebook);
  } finally {
    peers.close();
  }
  const readme = new URL('README.md', TOP);
  if (!values.out && existsSync(readme)) {
    writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), notebook.results, WORKS));
  }
  say(`wrote bench.json and bench.md, ${Math.round(notebook.results.took)} s`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
