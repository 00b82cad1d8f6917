import { matrixOf, SerializationError } from '@sbi/core';
import { describeSupport, distributionFrom, type Prior, type Support, supportFrom } from '@sbi/distributions';
import {
  expectFormat,
  flowFrom,
  flowHeader,
  flowTensors,
  parseEntry,
  readSafetensors,
  takeTensor,
  writeSafetensors,
} from '@sbi/flows';
import * as v from 'valibot';
import type { AmortizedParts, AmortizedPosterior } from './amortizedPosterior.ts';
import type { TrainingSummary } from './trainingSummary.ts';

/** The format's name and version; docs/model-file.md describes it. */
const FORMAT = 'sbi-posterior/1';

const names = v.pipe(v.array(v.string()), v.minLength(1));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** JSON has no infinity: a limit that was not set is null. */
const limit = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? Number.POSITIVE_INFINITY),
);
const Training = v.object({
  settings: v.looseObject({ maxEpochs: limit, maxSteps: limit, maxSeconds: limit }),
  stopped: v.picklist(['patience', 'epochs', 'steps', 'time', 'cancelled']),
  epochs: whole,
  steps: whole,
  bestEpoch: whole,
  bestValidationLoss: v.number(),
  trainLoss: v.array(v.number()),
  validationLoss: v.array(v.number()),
  rows: whole,
});
const Header = v.object({
  names,
  xNames: v.nullable(names),
  support: v.picklist(['constrain', 'reject']),
  seed: whole,
  radius: v.pipe(v.number(), v.minValue(0)),
  prior: v.object({ recipe: v.nullable(v.looseObject({ kind: v.string() })), support: v.unknown() }),
  training: Training,
});

/** The model file of an amortised posterior. */
export async function encodePosterior(posterior: AmortizedPosterior): Promise<Uint8Array> {
  const { estimator, prior, names: thetaNames, xNames, support, seed, novelty, training } = posterior;
  const header = {
    names: thetaNames,
    xNames: xNames ?? null,
    support,
    seed,
    radius: novelty.radius,
    prior: { recipe: prior.recipe ?? null, support: describeSupport(prior.support) },
    training,
  };
  const { references } = novelty;
  const tensors = await flowTensors(estimator);
  tensors['novelty.references'] = { shape: [references.rows, references.columns], data: references.data };
  const metadata = { format: FORMAT, flow: flowHeader(estimator), posterior: JSON.stringify(header) };
  return writeSafetensors(tensors, metadata);
}

/** The parts of the amortised posterior in a model file. @throws SerializationError naming what is wrong and where. */
export function decodePosterior(
  bytes: Uint8Array,
  { prior: given, source = 'model file' }: { prior?: Prior; source?: string },
): AmortizedParts {
  const { metadata, tensors } = readSafetensors(bytes, source);
  expectFormat(metadata['format'], FORMAT, source);
  const header = parseEntry(Header, metadata['posterior'], 'posterior', source);
  const support = supportFrom(header.prior.support);
  const dim = support.low.length;
  const prior = given ?? priorFrom(header.prior.recipe, support, source);
  const fits = prior.dim === dim && header.names.length === dim;
  if (!fits) {
    const got = `${header.names.length} names and a prior of ${prior.dim}`;
    throw new SerializationError(
      `${source} must have ${dim} parameters, as its prior's support; received ${got}.`,
    );
  }
  const references = tensors['novelty.references'];
  const rows = references?.shape[0] ?? 0;
  const estimator = flowFrom(metadata['flow'], tensors, source);
  const columns = estimator.preconditioner.values.xLoc.length;
  if (estimator.dim !== dim) {
    estimator.dispose();
    throw new SerializationError(
      `${source} must have ${dim} parameters; received a flow of ${estimator.dim}.`,
    );
  }
  return {
    prior,
    estimator,
    names: header.names,
    xNames: header.xNames ?? undefined,
    support: header.support,
    seed: header.seed,
    novelty: {
      references: matrixOf(takeTensor(tensors, 'novelty.references', [rows, columns], source), columns),
      radius: header.radius,
    },
    training: () => header.training as unknown as TrainingSummary,
  };
}

function priorFrom(recipe: { kind: string } | null, support: Support, source: string): Prior {
  if (recipe) return distributionFrom(recipe);
  const bounds = `[${Array.from(support.low).join(', ')}] to [${Array.from(support.high).join(', ')}]`;
  throw new SerializationError(
    `${source} was trained with an own prior on ${bounds}, which no file can carry; pass it as options.prior.`,
  );
}
