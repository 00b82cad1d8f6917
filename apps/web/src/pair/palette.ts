/** Colours as the canvas takes them. */
export interface Palette {
  readonly soft: string;
  readonly line: string;
  readonly paper: string;
  readonly truth: string;
  readonly prior: string;
  /** Of the sets that are no prior, in order. */
  readonly draws: readonly string[];
}

const names = [
  'soft',
  'line',
  'paper',
  'truth',
  'prior',
  'draws-0',
  'draws-1',
  'draws-2',
  'draws-3',
] as const;

/**
 * The colours that the style sheet gives at the moment: custom properties may be made of others and differ between light
 * and dark, so that only the colour of an element tells what they come to.
 */
export function readPalette(probe: HTMLElement): Palette {
  const [soft, line, paper, truth, prior, ...draws] = names.map((name) => {
    probe.style.color = `var(--pair-${name})`;
    return getComputedStyle(probe).color;
  }) as [string, string, string, string, string, ...string[]];
  return { soft, line, paper, truth, prior, draws };
}

/** How a set's lines are broken, besides their colour. */
export const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2.5], [8, 3, 2, 3]];
