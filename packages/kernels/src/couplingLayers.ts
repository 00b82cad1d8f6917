import {
  type CouplingArchitecture,
  couplingColumns,
  isPlain,
  mappedCoordinates,
  mixes,
} from './couplingArchitecture.ts';
import type { LayerSource } from './layer.ts';

/** The layers of one step; those of a plain network are `hidden`, and it has no blocks. */
export interface CouplingSource {
  /** The first layer, in two: what it makes of the residual, of which only the fixed half counts, and of the context. */
  readonly input: LayerSource;
  readonly context: LayerSource;
  readonly hidden: readonly LayerSource[];
  readonly blocks: readonly BlockSource[];
  readonly output: LayerSource;
  readonly coordinates: readonly number[];
  /** Where the linear layer's matrix, and behind it its bias, lie in the flat vector. */
  readonly mixing: number | undefined;
  /** Where the next step begins. */
  readonly end: number;
}

interface BlockSource {
  readonly first: LayerSource;
  readonly second: LayerSource;
  readonly gate: LayerSource;
}

/** The layers of all steps. */
export function couplingSources(architecture: CouplingArchitecture): CouplingSource[] {
  let start = 0;
  return Array.from({ length: architecture.transforms }, (_, i) => {
    const source = couplingSource(architecture, i, start);
    start = source.end;
    return source;
  });
}

/** Step number `index`. Outputs stand by place: all numbers of the first coordinate that is mapped, then of the second, … */
function couplingSource(architecture: CouplingArchitecture, index: number, start: number): CouplingSource {
  const { dim, context, hidden, blocks, contextLayers = 0 } = architecture;
  const coordinates = mappedCoordinates(architecture, index);
  const mapped = coordinates.length;
  const fixed = Array.from({ length: dim }, (_, i) => i).filter((i) => !coordinates.includes(i));
  let next = start;
  const layer = (inputs: number, outputs: number, to: (o: number) => number = (o) => o): LayerSource => {
    const at = next;
    next += (inputs + 1) * outputs;
    const weight = (i: number, o: number) => at + i * outputs + to(o);
    return { inputs, outputs, weight, bias: (o) => at + inputs * outputs + to(o) };
  };
  const whole = layer(fixed.length + context, hidden);
  const columns = couplingColumns(architecture);
  const plain = isPlain(architecture);
  return {
    coordinates,
    input: {
      ...whole,
      inputs: dim,
      weight: (i, o) => (fixed.includes(i) ? whole.weight(fixed.indexOf(i), o) : undefined),
    },
    context: {
      ...whole,
      inputs: context,
      weight: (i, o) => whole.weight(fixed.length + i, o),
      bias: () => undefined, // it is the input's
    },
    hidden: Array.from({ length: plain ? contextLayers : 0 }, () => layer(hidden, hidden)),
    blocks: Array.from({ length: plain ? 0 : blocks }, () => ({
      first: layer(hidden, hidden),
      second: layer(hidden, hidden),
      gate: layer(context, hidden),
    })),
    output: layer(hidden, columns * mapped, (o) => (o % columns) * mapped + Math.floor(o / columns)),
    mixing: mixes(architecture) ? next : undefined,
    end: next + (mixes(architecture) ? dim * dim + dim : 0),
  };
}
