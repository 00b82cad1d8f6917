import type { EpochReport, Trainer } from '../src/index.ts';

/** Trains to the end: all that it came to but for the seconds it took. */
export async function finish(trainer: Trainer): Promise<Omit<EpochReport, 'seconds'>[]> {
  const reports: Omit<EpochReport, 'seconds'>[] = [];
  for await (const { seconds: _, ...report } of trainer) reports.push(report);
  return reports;
}

/** The bytes of a trainer's best posterior; both are disposed. */
export async function endOf(trainer: Trainer): Promise<Uint8Array> {
  const bytes = await trainer.best.encode();
  trainer.best.dispose();
  trainer.dispose();
  return bytes;
}
