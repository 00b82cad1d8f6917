import type { Rng } from '@sbi/core';
import { describeSupport, type Prior } from '@sbi/distributions';
import { fingerprintOf, fingerprintOfText } from './fingerprint.ts';
import type { Weighted } from './split.ts';

/** A description beyond this many characters goes by its hash. */
const LONGEST = 200;

/** What a training was made of, in short: it goes on with nothing else. */
export interface Identity {
  readonly simulations: string;
  readonly prior: string;
  readonly seed: string;
}

/** The same for the same numbers, prior and streams. */
export function identityOf(whole: Weighted, prior: Prior, seed: Rng, splitSeed: Rng): Identity {
  const made = JSON.stringify([prior.recipe ?? prior.constructor.name, describeSupport(prior.support)]);
  const streams = [seed, splitSeed].map((rng) => {
    const stream = rng.fork('checkpoint');
    return [stream.bits(), stream.bits()].map((bits) => bits.toString(16).padStart(8, '0')).join('');
  });
  return {
    simulations: fingerprintOf(whole),
    prior: made.length > LONGEST ? fingerprintOfText(made) : made,
    seed: [...new Set(streams)].join('/'),
  };
}
