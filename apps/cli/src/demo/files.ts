import type { ObservationResult } from './observation.ts';

/** A file that the demo leaves, and what is in it. */
export interface DemoFile {
  readonly name: string;
  readonly content: string;
}

/** Everything that the demo writes to its folder. */
export function demoFiles(results: readonly Pick<ObservationResult, 'observation' | 'exact'>[]): DemoFile[] {
  return [
    { name: 'report.html', content: 'all of it on one page, to read and to send' },
    { name: 'simulations.csv', content: 'every θ and the x it gave' },
    { name: 'posterior.safetensors', content: 'the trained posterior, for any further x' },
    { name: 'loss.svg', content: 'training and validation loss' },
    ...results.flatMap(({ observation: { number }, exact }) => [
      { name: `samples_${number}.csv`, content: `draws from the posterior of observation ${number}` },
      ...(exact ? [{ name: `exact_${number}.csv`, content: 'draws from its exact posterior' }] : []),
      { name: `posterior_${number}.svg`, content: 'its pair plot, for a page or a paper' },
      { name: `posterior_${number}.png`, content: 'the same as pixels' },
    ]),
    { name: 'run.json', content: 'versions, settings, timings, losses, verdict' },
  ];
}
