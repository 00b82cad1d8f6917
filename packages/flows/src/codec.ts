import { describeValue, SbiError, SerializationError, type Shape, sizeOf } from '@sbi/core';
import { type Architecture, checkArchitecture, contextShape } from './architecture.ts';
import { ConditionalFlow } from './conditionalFlow.ts';
import { type FlowVersion, readFlowHeader, writeFlowHeader } from './flowHeader.ts';
import { expectFormat, takeShaped, takeTensor } from './modelFile.ts';
import { Parameters, weightCount } from './parameters.ts';
import { Preconditioner } from './precondition/preconditioner.ts';
import {
  checkValues,
  type PreconditionerValues,
  VALUE_NAMES,
  type ValueName,
} from './precondition/preconditionerValues.ts';
import { readSafetensors, type SafetensorsFile, type StoredTensor, writeSafetensors } from './safetensors.ts';

/** The format's name and version, as in the file's metadata; docs/model-file.md describes it. */
const FORMAT = 'sbi-flow/2';
/** Files of this version are read too. */
const FORMAT_1 = 'sbi-flow/1';
/** The tensor that only flows have which read ln x, and those that only flows have which read predictions. */
const X_FLOOR = 'preconditioner.xFloor';
const READING = {
  slope: 'preconditioner.reading.slope',
  intercept: 'preconditioner.reading.intercept',
} as const;

/**
 * What a flow is without its numbers, as JSON text: one entry of a file's metadata, `flow`.
 *
 * With `flowTensors` and `flowFrom`, this is how a flow travels inside a larger model file.
 */
export function flowHeader({ architecture, preconditioner }: ConditionalFlow): string {
  return writeFlowHeader(architecture, preconditioner.clip);
}

/**
 * A flow's numbers by name: its weights as `transforms.*` or what else its kind calls them, those of an embedding as
 * `embedding.*`, and the fixed data of its preconditioner as `preconditioner.*`.
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
  const shapes = valueShapes(flow.architecture);
  for (const name of VALUE_NAMES) {
    tensors[`preconditioner.${name}`] = {
      shape: shapes[name],
      data: flow.preconditioner.values[name].slice(),
    };
  }
  const { xFloor, reading } = flow.preconditioner.values;
  if (xFloor) tensors[X_FLOOR] = { shape: shapes.xLoc, data: xFloor.slice() };
  if (reading) {
    const [size, context] = [...shapes.xLoc, ...flow.contextShape] as [number, number];
    tensors[READING.slope] = { shape: [size, context], data: reading.slope.slice() };
    tensors[READING.intercept] = { shape: [context], data: reading.intercept.slice() };
  }
  return tensors;
}

/**
 * Rebuilds a flow from the header and tensors of a file; tensors of other names than a flow's are left alone. The caller
 * owns the flow. Memory stays in proportion to the tensors at hand, whatever the header says.
 *
 * @param header  the JSON text of `flowHeader`
 * @param source  what to call the file in an error
 * @param version of the header: that of the format `sbi-flow/…`, or what a larger format says
 * @throws SerializationError naming the setting or the tensor that is missing, unknown or does not fit
 */
export function flowFrom(
  header: string | undefined,
  tensors: SafetensorsFile['tensors'],
  source: string,
  version: FlowVersion = 2,
): ConditionalFlow {
  const { clip, ...parsed } = readFlowHeader(header, version, source);
  const most = {
    weights: Object.values(tensors).reduce((sum, { data }) => sum + data.length, 0),
    tensors: Object.keys(tensors).length,
  };
  // lists as long as dim are made for a recipe: the file must hold as many numbers
  if (parsed.dim > most.weights) {
    takeShaped(tensors, 'preconditioner.low', [parsed.dim], source);
  }
  const { architecture, parts } = asInFile(source, () => checkArchitecture(parsed, 'flow', most));
  const { layout } = parts;
  const flat = takeWeights(tensors, layout, source);
  const { xShape } = architecture;
  const values = takeValues(tensors, architecture, source);
  const weights = Object.keys(layout);
  expectNoOthers(tensors, values.reading ? [...weights, ...Object.values(READING)] : weights, source);
  return asInFile(source, () => {
    checkValues(values, sizeOf(xShape), 'flow'); // before any tensor is made
    const preconditioner = new Preconditioner(values, clip, xShape);
    return new ConditionalFlow(architecture, new Parameters(layout, flat), preconditioner);
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
 * Reads what `encodeFlow` wrote, in this or an earlier version; nothing in it is executed. A kind of flow or network of
 * your own must be registered before. The caller owns the flow, which `encodeFlow` has an example of.
 *
 * @param source what to call the file in an error, such as its name
 * @throws SerializationError naming what is wrong and where
 */
export function decodeFlow(bytes: Uint8Array, source = 'model file'): ConditionalFlow {
  const { metadata, tensors } = readSafetensors(bytes, source);
  const { format, flow } = metadata;
  if (format === FORMAT_1) return flowFrom(flow, tensors, source, 1);
  expectFormat(format, FORMAT, source);
  return flowFrom(flow, tensors, source);
}

function takeWeights(
  tensors: SafetensorsFile['tensors'],
  layout: Readonly<Record<string, Shape>>,
  source: string,
): Float32Array {
  const flat = new Float32Array(weightCount(layout));
  let offset = 0;
  for (const [name, shape] of Object.entries(layout)) {
    flat.set(takeTensor(tensors, name, shape, source), offset);
    offset += sizeOf(shape);
  }
  return flat;
}

function takeValues(
  tensors: SafetensorsFile['tensors'],
  architecture: Architecture,
  source: string,
): PreconditionerValues {
  const shapes = valueShapes(architecture);
  const values = VALUE_NAMES.map((name) => {
    const take = name === 'low' || name === 'high' ? takeShaped : takeTensor;
    return [name, take(tensors, `preconditioner.${name}`, shapes[name], source)];
  });
  const taken = Object.fromEntries(values) as unknown as PreconditionerValues;
  const xFloor = tensors[X_FLOOR] && takeTensor(tensors, X_FLOOR, shapes.xLoc, source);
  const [size, context] = [...shapes.xLoc, ...contextShape(architecture)] as [number, number];
  const reading = architecture.recipe.reads === 'predictions' && {
    slope: takeTensor(tensors, READING.slope, [size, context], source),
    intercept: takeTensor(tensors, READING.intercept, [context], source),
  };
  return { ...taken, ...(xFloor && { xFloor }), ...(reading && { reading }) };
}

/** A weight that the header does not know of is a file that was put together wrongly. */
function expectNoOthers(
  tensors: SafetensorsFile['tensors'],
  needed: readonly string[],
  source: string,
): void {
  const known = new Set([...needed, ...VALUE_NAMES.map((name) => `preconditioner.${name}`), X_FLOOR]);
  const own = new Set(['embedding', 'transforms', ...[...known].map(firstName)]);
  const other = Object.keys(tensors).find((name) => own.has(firstName(name)) && !known.has(name));
  if (other === undefined) return;
  throw new SerializationError(
    `${source} must hold no other tensors of a flow than its recipe needs; received ${describeValue(other)}.`,
  );
}

/** What stands before the first dot. */
function firstName(name: string): string {
  return name.split('.', 1)[0] as string;
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

function valueShapes(architecture: Architecture): Record<ValueName, Shape> {
  const theta: Shape = [architecture.dim];
  const x: Shape = [sizeOf(architecture.xShape)];
  return {
    low: theta,
    high: theta,
    loc: theta,
    scale: theta,
    intercept: theta,
    slope: [sizeOf(contextShape(architecture)), architecture.dim],
    spread: theta,
    xLoc: x,
    xScale: x,
  };
}
