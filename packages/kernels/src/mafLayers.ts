import type { LayerSource } from './layer.ts';
import { columnsOf, dimOf, type MafArchitecture } from './mafArchitecture.ts';

export interface StepSource {
  readonly context: LayerSource;
  readonly input: LayerSource;
  readonly hidden: readonly LayerSource[];
  readonly output: LayerSource;
  /** The coordinate at each place of the order. */
  readonly coordinates: readonly number[];
}

/** Hidden units in the order of their degrees, so that what the masks leave of a matrix stands in blocks. */
export interface Units {
  /** The number that a unit has in the flat vector. */
  readonly original: readonly number[];
  readonly degree: readonly number[];
}

/** The degrees are those of @sbi/flows: 1 … dim − 1 in turn, all 0 for one coordinate. */
export function sortedUnits(hidden: number, dim: number): Units {
  const degreeOf = (unit: number) => (unit % Math.max(1, dim - 1)) + Math.min(1, dim - 1);
  const original = Array.from({ length: hidden }, (_, unit) => unit).sort(
    (a, b) => degreeOf(a) - degreeOf(b) || a - b,
  );
  return { original, degree: original.map(degreeOf) };
}

/** The layers of step number `index`. Outputs stand by place: all numbers of the first, its shift before all, all of the second, … */
export function stepSource(architecture: MafArchitecture, index: number, start: number): StepSource {
  const { context, hidden, blocks } = architecture;
  const dim = dimOf(architecture);
  const order = architecture.orders[index] ?? [];
  const { original, degree } = sortedUnits(hidden, dim);
  const unit = (i: number) => original[i] as number;
  const degreeOf = (i: number) => degree[i] as number;
  const coordinates = order.map((_, place) => order.indexOf(place));
  const columns = columnsOf(architecture);
  const placeOf = (output: number) => Math.floor(output / columns);
  const column = (output: number) => (output % columns) * dim + (coordinates[placeOf(output)] as number);
  let next = start;
  const layer = (
    [inputs, outputs]: readonly [number, number],
    [from, to]: readonly [(i: number) => number, (o: number) => number],
    allows: (i: number, o: number) => boolean,
  ): LayerSource => {
    const at = next;
    next += (inputs + 1) * outputs;
    const weight = (i: number, o: number) => (allows(i, o) ? at + from(i) * outputs + to(o) : undefined);
    return { inputs, outputs, weight, bias: (o) => at + inputs * outputs + to(o) };
  };
  const same = (i: number) => i;
  return {
    coordinates,
    input: layer([dim, hidden], [same, unit], (i, o) => (order[i] as number) < degreeOf(o)),
    context: layer([context, hidden], [same, unit], () => true),
    hidden: Array.from({ length: blocks }, () =>
      layer([hidden, hidden], [unit, unit], (i, o) => degreeOf(i) <= degreeOf(o)),
    ),
    output: layer([hidden, columns * dim], [unit, column], (i, o) => degreeOf(i) <= placeOf(o)),
  };
}
