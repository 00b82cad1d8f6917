import type { Tone } from '../figure.ts';

/** Colours of a figure and its font. */
export interface Theme {
  readonly paper: string;
  readonly ink: string;
  /** Axes, ticks and less important words. */
  readonly axis: string;
  /** Hairlines inside the grid of panels. */
  readonly faint: string;
  /** Sample sets, in order. */
  readonly draws: readonly string[];
  /** Points, in order; the first is the truth. */
  readonly points: readonly string[];
  /** CSS font families. */
  readonly font: string;
}

const font = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans Condensed', sans-serif";

/** Black on white; Okabe and Ito's colours, told apart by all common kinds of colour vision. */
export const lightTheme: Theme = {
  paper: '#ffffff',
  ink: '#1b1b1f',
  axis: '#6e6e78',
  faint: '#d8d8de',
  draws: ['#0072b2', '#009e73', '#cc79a7', '#56b4e9'],
  points: ['#d55e00', '#e69f00', '#1b1b1f'],
  font,
};

/** The same hues on near black, lighter where they would sink. */
export const darkTheme: Theme = {
  paper: '#131316',
  ink: '#ececf1',
  axis: '#9a9aa5',
  faint: '#36363d',
  draws: ['#498fcc', '#2ed392', '#ca9db8', '#9ec9ff'],
  points: ['#f2804c', '#faaf2e', '#ececf1'],
  font,
};

/** The colour a tone has in a theme. */
export function colour(theme: Theme, tone: Tone): string {
  if (tone === 'ink' || tone === 'axis' || tone === 'faint') return theme[tone];
  const [kind, index] = tone.split('-') as ['draws' | 'point', string];
  const list = kind === 'draws' ? theme.draws : theme.points;
  return list[Number(index) % list.length] ?? theme.ink;
}
