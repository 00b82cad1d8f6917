import { BOUND, BOUNDS } from './bounds.ts';
import { figures, megabytes, ratioText, secondsText, table } from './format.ts';
import type { Name } from './peers.ts';
import type { Results, Row, Timed } from './results.ts';
import { PEERS, type Work } from './works.ts';

/** docs/results/bench.md. */
export function report(results: Results, works: readonly Work[]): string {
  return [
    '# Speed',
    '',
    'How many times as long as ours a peer takes: the median over interleaved repetitions, and where their inner half lies.',
    'Made by `npx --yes pnpm@10 bench`; all numbers are in [bench.json](bench.json).',
    '',
    ...about(results),
    ...section(results, works, 'one', 'On one core'),
    ...section(results, works, 'all', 'On all cores'),
    ...shortSection(results, works),
    ...freshSection(results),
    ...peakSection(results),
    ...parity(results),
    ...curves(results),
    '',
  ].join('\n');
}

function about({ date, commit, machine, load, versions, python, quick, took }: Results): string[] {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${date} UTC, commit ${commit}, ${machine}; load before ${load}; ${Math.round(took)} s in all.`,
    `float32 everywhere; ${named.join(', ')}. ${python}`,
    ...(quick
      ? ['', '**A quick run: one or two repetitions, good for seeing that it works and nothing else.**']
      : []),
  ];
}

function section(results: Results, works: readonly Work[], cores: 'one' | 'all', title: string): string[] {
  const rows = works.flatMap((work) => {
    const row = results.rows.find(({ name }) => name === work.name);
    return row?.[cores].ours ? [cellsOf(work, row, cores)] : [];
  });
  if (rows.length === 0) return [];
  const note =
    cores === 'one'
      ? 'Every peer is kept to the same core, one thread each; plain tf ops are our own code without the kernels.'
      : 'Threads as many as cores. Our kernels share chunks of 208 rows (fewer of large networks) among them: a training step of no more rows stays on one.';
  return [
    ...['', `## ${title}`, '', note, ''],
    ...table(['', 'plain tf ops', 'Python sbi', 'jitted JAX', 'ours', 'plain', 'sbi', 'JAX'], rows),
  ];
}

function cellsOf(work: Work, row: Row, cores: 'one' | 'all'): string[] {
  const at = row[cores];
  const ratio = (name: (typeof PEERS)[number]) => {
    const timed = at[name];
    if (!timed?.ratio) return '–';
    const target = work.targets[name];
    const wanted =
      target === undefined || cores === 'all'
        ? ''
        : `, want ${target}${timed.ratio.median < target ? ' **short**' : ''}`;
    return (
      ratioText(timed.ratio) + wanted + (timed.recorded ? `, recorded ${timed.recorded.slice(0, 10)}` : '')
    );
  };
  const seconds = (timed: Timed | undefined) => (timed ? secondsText(timed.seconds) : '–');
  const notes = row.notes.length > 0 ? `<br>${row.notes.join('; ')}` : '';
  const names: readonly Name[] = ['ours', ...PEERS];
  return [work.title + notes, ...PEERS.map(ratio), ...names.map((name) => seconds(at[name]))];
}

/** Of every work that falls short of what is wanted on one core, why. */
function shortSection({ rows }: Results, works: readonly Work[]): string[] {
  const isShort = ({ name, targets }: Work) =>
    PEERS.some((peer) => {
      const median = rows.find((row) => row.name === name)?.one[peer]?.ratio?.median;
      return median !== undefined && median < (targets[peer] ?? 0);
    });
  const told = works.filter(isShort).flatMap(({ name, title }) => {
    const why = BOUNDS[name];
    return why ? [`- *${title}.* ${why}`] : [];
  });
  return told.length === 0 ? [] : ['', '## Where it falls short', '', BOUND, '', ...told];
}

function freshSection({ fresh, sizes }: Results): string[] {
  if (!fresh && !sizes) return [];
  const names: readonly Name[] = ['ours', 'plain', 'sbi', 'jax'];
  const row = (
    title: string,
    values: Readonly<Partial<Record<string, number>>>,
    text: (n: number) => string,
  ) => [
    title,
    ...names.map((name) => {
      const value = values[name];
      return value === undefined ? '–' : text(value);
    }),
  ];
  const rows = [
    ...(fresh ? [row('start to first training step', fresh.firstStep, (s) => `${figures(s)} s`)] : []),
    ...(fresh ? [row('peak memory of the tutorial', fresh.peakMemory, megabytes)] : []),
    ...(sizes ? [row('installed, with all it needs', sizes.installed, megabytes)] : []),
  ];
  return [
    ...['', '## From nothing', '', 'Each in a process of its own, all cores.', ''],
    ...table(['', 'ours', 'plain tf ops', 'Python sbi', 'JAX'], rows),
    ...(sizes ? ['', sizesText(sizes)] : []),
    ...(fresh ? ['', memoryText(fresh.simulations)] : []),
  ];
}

function sizesText({ kernels, help, node }: NonNullable<Results['sizes']>): string {
  const times = `${figures(1000 * help)} ms, ${figures(help / node)}× of \`node -e 0\``;
  return `The kernels are ${figures(kernels / 1000)} kB gzipped (goal: 60 kB). \`sbi --help\` takes ${times} (goal: 2×).`;
}

function memoryText(simulations: NonNullable<Results['fresh']>['simulations']): string {
  const [less, most] = simulations.slice(-2);
  if (!less || !most) return '';
  const each = (most.bytes - less.bytes) / (most.count - less.count);
  const text = simulations
    .map(({ count, bytes }) => `${count.toLocaleString('en')}: ${megabytes(bytes)}`)
    .join(', ');
  return `Most memory while training on simulations of 20 columns (80 bytes each), ${text}; ${figures(each)} bytes for each of the last ones: its caller’s table, which is read where it is, and row numbers in random order. Up to 64 MB of simulations stay prepared beside it; of more, what the next steps need.`;
}

function peakSection({ peak }: Results): string[] {
  if (!peak) return [];
  const { simd128, relaxed, dense, steps } = peak;
  const top = { exact: simd128, fast: relaxed ?? Number.NaN };
  const share = (rate: number, build: 'exact' | 'fast') =>
    `${figures(rate)} (${figures((100 * rate) / top[build])} %)`;
  return [
    ...['', '## Of what one core can do', ''],
    `A loop that only multiplies and adds reaches ${figures(simd128)} GFLOP/s with plain SIMD and ${figures(relaxed ?? Number.NaN)} with relaxed SIMD.`,
    'Above 100 %: the loop did not find the mix of instructions that this processor likes best.',
    ...['', 'GFLOP/s of the dense kernels, batch 200 (goal: 60 %):', ''],
    ...table(
      ['build', 'hidden', 'forward, and back to the inputs', 'back to the weights'],
      dense.map(({ build, hidden, forward, weights }) => [
        build,
        `${hidden}`,
        share(forward, build),
        share(weights, build),
      ]),
    ),
    ...[
      '',
      'The whole training step (goal: 40 %), with the multiplications of its layers, masked ones included:',
      '',
    ],
    ...table(
      ['', 'GFLOP/s'],
      steps.map(({ title, rate }) => [title, share(rate, 'exact')]),
    ),
  ];
}

function parity({ parity: found }: Results): string[] {
  if (found.length === 0) return [];
  const rows = found.map(({ work, peer, passed, found: text }) => [
    work,
    peer,
    passed ? 'passed' : '**failed**',
    text,
  ]);
  return [
    ...[
      '',
      '## Who may be timed',
      '',
      'A peer that does not compute the same, or learn as much, is not timed.',
      '',
    ],
    ...table(['work', 'peer', '', ''], rows),
  ];
}

function curves({ curves: found }: Results): string[] {
  return found.length === 0
    ? []
    : ['', '## Curves', '', ...found.map(({ name, title }) => `![${title}](bench-${name}.svg)`)];
}
