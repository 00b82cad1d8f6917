import { describeValue, SbiError, SerializationError, type Shape, sizeOf } from '@sbi/core';
import * as v from 'valibot';
import { type Architecture, checkArchitecture, layoutOf } from './architecture.ts';
import { ConditionalFlow } from './conditionalFlow.ts';
import { expectFormat, parseEntry, takeShaped, takeTensor } from './modelFile.ts';
import { Parameters } from './parameters.ts';
import { Preconditioner } from './precondition/preconditioner.ts';
import { checkValues, type PreconditionerValues, VALUE_NAMES } from './precondition/preconditionerValues.ts';
import type { FlowRecipe } from './recipe.ts';
import { readSafetensors, type SafetensorsFile, type StoredTensor, writeSafetensors } from './safetensors.ts';

/** The format's name and version, as in the file's metadata; docs/model-file.md describes it. */
const FORMAT = 'sbi-flow/1';

const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Nothing but these fields: one that is not understood would change what the numbers mean. */
const Header = v.strictObject({
  recipe: v.record(v.string(), v.union([v.string(), v.number()])), // what is in it, `checkArchitecture` tells
  orders: v.array(v.array(index)),
  xShape: v.array(index),
  clip: v.boolean(),
});

/**
 * What a flow is without its numbers, as JSON text: one entry of a file's metadata, `flow`.
 *
 * With `flowTensors` and `flowFrom`, this is how a flow travels inside a larger model file.
 */
export function flowHeader({ architecture, preconditioner }: ConditionalFlow): string {
  const { recipe, orders, xShape } = architecture;
  return JSON.stringify({ recipe, orders, xShape, clip: preconditioner.clip });
}

/**
 * A flow's numbers by name: its weights as `transforms.*`, and the fixed data of its preconditioner as `preconditioner.*`.
 *
 * @throws SerializationError naming the weight that is not finite
 * @throws SbiError after the flow's `dispose`
 */
export async function flowTensors(flow: ConditionalFlow): Promise<Record<string, StoredTensor>> {
  const { spec, size } = flow.parameters;
  const flat = await flow.parameters.read();
  const tensors: Record<string, StoredTensor> = {};
  let offset = 0;
  for (const [name, shape] of Object.entries(spec)) {
    tensors[name] = { shape, data: flat.slice(offset, offset + sizeOf(shape)) };
    takeTensor(tensors, name, shape, `the flow of ${size} weights`);
    offset += sizeOf(shape);
  }
  const shapes = valueShapes(flow.dim, sizeOf(flow.architecture.xShape));
  for (const name of VALUE_NAMES) {
    tensors[`preconditioner.${name}`] = {
      shape: shapes[name],
      data: flow.preconditioner.values[name].slice(),
    };
  }
  return tensors;
}

/**
 * Rebuilds a flow from the header and tensors of a file; tensors of other names than a flow's are left alone. The caller
 * owns the flow. Memory stays in proportion to the tensors at hand, whatever the header says.
 *
 * @param header the JSON text of `flowHeader`
 * @param source what to call the file in an error
 * @throws SerializationError naming the setting or the tensor that is missing, unknown or does not fit
 */
export function flowFrom(
  header: string | undefined,
  tensors: SafetensorsFile['tensors'],
  source: string,
): ConditionalFlow {
  const { clip, ...parsed } = parseEntry(Header, header, 'flow', source);
  const most = {
    weights: Object.values(tensors).reduce((sum, { data }) => sum + data.length, 0),
    tensors: Object.keys(tensors).length,
  };
  const drawn = { ...parsed, recipe: parsed.recipe as unknown as FlowRecipe };
  const [architecture, layout] = asInFile(source, () => {
    const checked = checkArchitecture(drawn, 'flow', most);
    return [checked, layoutOf(checked)] as const;
  });
  const flat = takeWeights(tensors, layout, source);
  const values = takeValues(tensors, architecture, source);
  expectNoOthers(tensors, Object.keys(layout), source);
  return asInFile(source, () => {
    const { xShape } = architecture;
    checkValues(values, sizeOf(xShape), 'flow'); // before any tensor is made
    return new ConditionalFlow(
      architecture,
      new Parameters(layout, flat),
      new Preconditioner(values, clip, xShape),
    );
  });
}

/**
 * A flow as a safetensors file of its own: the same flow gives the same bytes, and so does the flow decoded from them.
 *
 * @throws SerializationError naming the weight that is not finite
 * @throws SbiError after the flow's `dispose`
 * @example
 * import { matrix } from '@sbi/core';
 * import { buildFlow, decodeFlow, encodeFlow, maf } from '@sbi/flows';
 * const rows = { theta: matrix([[0], [1], [3]]), x: matrix([[1], [2], [3]]) };
 * using flow = buildFlow(maf({ hidden: 8 }), rows, { seed: 1 });
 * using again = decodeFlow(await encodeFlow(flow));
 * console.log(again.architecture.recipe.hidden); // → 8
 */
export async function encodeFlow(flow: ConditionalFlow): Promise<Uint8Array> {
  return writeSafetensors(await flowTensors(flow), { format: FORMAT, flow: flowHeader(flow) });
}

/**
 * Reads what `encodeFlow` wrote; nothing in it is executed. The caller owns the flow, which `encodeFlow` has an example of.
 *
 * @param source what to call the file in an error, such as its name
 * @throws SerializationError naming what is wrong and where
 */
export function decodeFlow(bytes: Uint8Array, source = 'model file'): ConditionalFlow {
  const { metadata, tensors } = readSafetensors(bytes, source);
  expectFormat(metadata['format'], FORMAT, source);
  return flowFrom(metadata['flow'], tensors, source);
}

function takeWeights(
  tensors: SafetensorsFile['tensors'],
  layout: Readonly<Record<string, Shape>>,
  source: string,
): Float32Array {
  const flat = new Float32Array(Object.values(layout).reduce((sum, shape) => sum + sizeOf(shape), 0));
  let offset = 0;
  for (const [name, shape] of Object.entries(layout)) {
    flat.set(takeTensor(tensors, name, shape, source), offset);
    offset += sizeOf(shape);
  }
  return flat;
}

function takeValues(
  tensors: SafetensorsFile['tensors'],
  { orders, xShape }: Architecture,
  source: string,
): PreconditionerValues {
  const shapes = valueShapes(orders[0]?.length ?? 0, sizeOf(xShape));
  const values = VALUE_NAMES.map((name) => {
    const take = name === 'low' || name === 'high' ? takeShaped : takeTensor;
    return [name, take(tensors, `preconditioner.${name}`, shapes[name], source)];
  });
  return Object.fromEntries(values) as unknown as PreconditionerValues;
}

/** A weight that the header does not know of is a file that was put together wrongly. */
function expectNoOthers(
  tensors: SafetensorsFile['tensors'],
  weights: readonly string[],
  source: string,
): void {
  const known = new Set([...weights, ...VALUE_NAMES.map((name) => `preconditioner.${name}`)]);
  const other = Object.keys(tensors).find(
    (name) => /^(transforms|preconditioner)\./.test(name) && !known.has(name),
  );
  if (other === undefined) return;
  throw new SerializationError(
    `${source} must hold no other tensors of a flow than its recipe needs; received ${describeValue(other)}.`,
  );
}

/** Runs checks whose errors speak of arguments, and has them speak of the file. */
function asInFile<T>(source: string, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    if (!SbiError.isInstance(cause)) throw cause;
    throw new SerializationError(`The flow of ${source} does not fit together: ${cause.message}`, { cause });
  }
}

function valueShapes(dim: number, context: number): Record<keyof PreconditionerValues, Shape> {
  const theta: Shape = [dim];
  const x: Shape = [context];
  return {
    low: theta,
    high: theta,
    loc: theta,
    scale: theta,
    intercept: theta,
    slope: [context, dim],
    spread: theta,
    xLoc: x,
    xScale: x,
  };
}
