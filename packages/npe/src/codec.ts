import { describeNames, describeValue, type Matrix, matrixOf, SbiError, SerializationError } from '@sbi/core';
import {
  describeSupport,
  distributionFrom,
  type Predicates,
  type Prior,
  type Support,
  type SupportRecipe,
  supportFrom,
} from '@sbi/distributions';
import {
  type ConditionalFlow,
  expectFormat,
  flowFrom,
  flowHeader,
  flowTensors,
  parseEntry,
  readSafetensors,
  type SafetensorsFile,
  takeTensor,
  writeSafetensors,
} from '@sbi/flows';
import type { AmortizedParts, AmortizedPosterior, DecodeOptions } from './amortizedPosterior.ts';
import { featuresOf } from './features.ts';
import { type Header, headerSchema } from './header.ts';
import { areNames, namesRule } from './names.ts';
import type { Novelty } from './novelty.ts';
import { storedSettings } from './trainingSchema.ts';

/** The format's name and version; docs/model-file.md describes it. */
const FORMAT = 'sbi-posterior/2';
/** Files of this version are read too: their flow is a MAF, in version 1 of its header. */
const FORMAT_1 = 'sbi-posterior/1';

/** What a model file holds: numbers by name, and texts. */
export type ModelFile = SafetensorsFile;

/** The model file of an amortised posterior. */
export async function encodePosterior(posterior: AmortizedPosterior): Promise<Uint8Array> {
  const { tensors, metadata } = await writePosterior(posterior);
  return writeSafetensors(tensors, metadata);
}

/** What stands in the model file of an amortised posterior. */
export async function writePosterior(posterior: AmortizedPosterior): Promise<ModelFile> {
  const { estimator, prior, names, xNames, seed, novelty, training } = posterior;
  const header = {
    names,
    xNames: xNames ?? null,
    seed,
    radius: novelty.radius,
    rowCounts: novelty.rowCounts,
    prior: {
      name: prior.recipe ? null : prior.constructor.name.slice(0, 200),
      recipe: prior.recipe ?? null,
      support: describeSupport(prior.support),
    },
    training: { ...training, settings: storedSettings(training.settings) },
  } satisfies Record<keyof Header, unknown>;
  const { references, low, high } = novelty;
  const tensors = await flowTensors(estimator);
  tensors['novelty.references'] = { shape: [references.rows, references.columns], data: references.data };
  tensors['novelty.low'] = { shape: [low.length], data: low };
  tensors['novelty.high'] = { shape: [high.length], data: high };
  const metadata = { format: FORMAT, flow: flowHeader(estimator), posterior: JSON.stringify(header) };
  return { tensors, metadata };
}

/** The parts of the amortised posterior in a model file. @throws SerializationError naming what is wrong and where. */
export function decodePosterior(bytes: Uint8Array, options: DecodeOptions): AmortizedParts {
  return readPosterior(readSafetensors(bytes, options.source ?? 'model file'), options);
}

/** The same of what was read from it. */
export function readPosterior(
  { metadata, tensors }: ModelFile,
  { prior: given, predicates = {}, source = 'model file' }: DecodeOptions,
): AmortizedParts {
  const version = metadata['format'] === FORMAT_1 ? 1 : 2;
  if (version === 2) expectFormat(metadata['format'], FORMAT, source);
  const header = parseEntry(headerSchema, metadata['posterior'], 'posterior', source);
  const prior = readPrior(header.prior, given, predicates, source);
  const estimator = flowFrom(metadata['flow'], tensors, source, version);
  try {
    checkDimensions(header, prior, estimator, source);
    const { settings, ...progress } = header.training;
    const { recipe: flow, embedding } = estimator.architecture;
    const training = { settings: { ...settings, flow, embedding: embedding ?? null }, ...progress };
    const novelty = readNovelty(tensors, header, estimator, source);
    return {
      prior,
      estimator,
      names: header.names,
      xNames: header.xNames ?? undefined,
      support: settings.support,
      seed: header.seed,
      novelty: () => novelty,
      training: () => training,
    };
  } catch (error) {
    estimator.dispose();
    throw error;
  }
}

/** The prior given, or the one of the file; an own class is in no file. */
function readPrior(
  { name, recipe, support }: Header['prior'],
  given: Prior | undefined,
  predicates: Predicates,
  source: string,
): Prior {
  if (given) {
    checkSupport(given.support, support, `The prior given for ${source}`);
    return given;
  }
  if (recipe !== null) {
    const prior = inFile(source, () => distributionFrom(recipe, predicates));
    checkSupport(prior.support, support, `The prior in ${source}`);
    return prior;
  }
  const bounds = inFile(source, () => supportFrom({ ...support, kind: 'box' }));
  const box = `[${describeEnds(bounds.low)}] to [${describeEnds(bounds.high)}]`;
  throw new SerializationError(
    `${source} must be read with its prior, an own class ${describeValue(name)} on ${box}, which no file can carry: ` +
      'pass it as options.prior; received none.',
  );
}

function describeEnds(ends: Float32Array): string {
  return ends.length > 8 ? `${ends.slice(0, 8).join(', ')}, …` : ends.join(', ');
}

/** A predicate is known by its name; everything else of a support is in the file. */
function checkSupport(support: Support, expected: SupportRecipe, what: string): void {
  const [got, want] = [describeSupport(support), expected].map((recipe) => JSON.stringify(recipe)) as [
    string,
    string,
  ];
  if (got === want) return;
  throw new SerializationError(`${what} must have the support ${shorten(want)}; received ${shorten(got)}.`);
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Runs the reading of one part, and turns its complaint into one about the file. */
function inFile<T>(source: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!SbiError.isInstance(cause)) throw cause;
    throw new SerializationError(`${source}: ${cause.message}`, { cause });
  }
}

function checkDimensions(
  { names, xNames }: Header,
  prior: Prior,
  flow: ConditionalFlow,
  source: string,
): void {
  if (prior.dim !== flow.dim) {
    const got = `a prior of ${prior.dim}`;
    throw new SerializationError(`${source} must have ${flow.dim} parameters, as its flow; received ${got}.`);
  }
  const columns = flow.preconditioner.values.xLoc.length;
  const lists = [
    ['names', names, flow.dim],
    ['xNames', xNames ?? undefined, columns],
  ] as const;
  for (const [entry, list, count] of lists) {
    if (list === undefined || areNames(list, count)) continue;
    const got = describeNames(list);
    throw new SerializationError(
      `${source} must in posterior.${entry} ${namesRule(count)}; received ${got}.`,
    );
  }
}

function readNovelty(
  tensors: SafetensorsFile['tensors'],
  { radius, rowCounts }: Header,
  flow: ConditionalFlow,
  source: string,
): Novelty {
  const columns = flow.preconditioner.values.xLoc.length;
  const { count } = featuresOf(flow);
  const rows = tensors['novelty.references']?.shape[0] ?? 0;
  const take = (name: string, shape: readonly number[]) => {
    return takeTensor(tensors, `novelty.${name}`, shape, source);
  };
  const references: Matrix = matrixOf(take('references', [Math.max(1, rows), count]), count);
  return { references, radius, low: take('low', [columns]), high: take('high', [columns]), rowCounts };
}
