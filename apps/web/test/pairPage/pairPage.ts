import '../../src/pair/pairView.ts';
import { cases, drawCase } from './cases.ts';

const query = new URLSearchParams(location.search);
const view = document.querySelector('sbi-pair-view') as HTMLElementTagNameMap['sbi-pair-view'];

/** Shows a case, as the page's address or a test asks for it. */
function show(name: string, { rows = 5000, shift = 0, others = 0, prior = false } = {}): void {
  const chosen = cases[name];
  if (chosen === undefined) throw new Error(`There is no case ${name}.`);
  const set = (label: string, moved: number, seed: number) => ({
    label,
    names: chosen.names,
    data: drawCase(chosen, rows, moved, seed),
    rows,
  });
  view.limits = chosen.limits;
  view.support = chosen.support ?? [];
  view.points = chosen.points && Float32Array.from(chosen.points);
  const compared = Array.from({ length: others }, (_, i) =>
    set(`other ${i + 1}`, shift + 0.08 * (i + 1), 2 + i),
  );
  const box = {
    names: chosen.names,
    data: uniform(chosen.limits, rows),
    rows,
    label: 'prior',
    isPrior: true,
  };
  view.sets = [set('posterior', shift, 1), ...compared, ...(prior ? [box] : [])];
}

function uniform(limits: readonly (readonly [number, number])[], rows: number): Float32Array {
  return drawCase(
    {
      names: limits.map(String),
      limits,
      draw: (noise) => limits.map(([low, high]) => low + (high - low) * noise.uniform()),
    },
    rows,
    0,
    99,
  );
}

Object.assign(window, { view, show });
show(query.get('case') ?? 'gaussian', {
  rows: Number(query.get('rows') ?? 5000),
  others: Number(query.get('others') ?? 0),
  prior: query.has('prior'),
});
