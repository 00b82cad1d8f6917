import { readSafetensors } from '@sbi/flows';
import { AmortizedPosterior, type DecodeOptions } from './amortizedPosterior.ts';
import { Ensemble } from './ensemble.ts';
import { ENSEMBLE_FORMAT } from './ensembleCodec.ts';

/**
 * Reads a model file of either kind, of one posterior or of an ensemble; nothing in it is executed. The caller owns the
 * result.
 *
 * @throws SerializationError naming what is wrong and where
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { decode, npe } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const trained = await npe(await simulate(prior, simulator, { count: 200, seed: 1 }), { prior, seed: 2, maxEpochs: 1 });
 * using amortized = decode(await trained.encode());
 * trained.dispose();
 * console.log(amortized.constructor.name, amortized.names.length); // → AmortizedPosterior 3
 */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): AmortizedPosterior | Ensemble {
  const { metadata } = readSafetensors(bytes, options.source ?? 'model file');
  const kind = metadata['format'] === ENSEMBLE_FORMAT ? Ensemble : AmortizedPosterior;
  return kind.decode(bytes, options);
}
