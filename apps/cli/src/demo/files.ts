/** A file that the demo leaves, and what is in it. */
export interface DemoFile {
  readonly name: string;
  readonly content: string;
}

/** Everything that the demo writes to its folder. */
export function demoFiles(observations: number): DemoFile[] {
  const each = Array.from({ length: observations }, (_, i) => i + 1);
  return [
    { name: 'simulations.csv', content: 'every θ and the x it gave' },
    { name: 'posterior.safetensors', content: 'the trained posterior, for any further x' },
    { name: 'loss.svg', content: 'training and validation loss' },
    ...each.flatMap((number) => [
      { name: `samples_${number}.csv`, content: `draws from the posterior of observation ${number}` },
      { name: `posterior_${number}.svg`, content: 'its pair plot, for a page or a paper' },
      { name: `posterior_${number}.png`, content: 'the same as pixels' },
    ]),
    { name: 'run.json', content: 'versions, settings, timings, losses' },
  ];
}
