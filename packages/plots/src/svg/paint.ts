import type { Tone } from '../figure.ts';
import { colour, darkTheme, lightTheme, type Theme } from './theme.ts';
import type { Value } from './write.ts';

type Attributes = Readonly<Record<string, Value>>;

/** Attributes that give an element its colour. */
export interface Paint {
  readonly theme: Theme;
  readonly fill: (tone: Tone, strength?: number) => Attributes;
  readonly stroke: (tone: Tone, width: number, dash?: number) => Attributes;
  /** The style sheet that goes with the attributes, if any. */
  readonly style: string;
  readonly rootClass: string | undefined;
}

/** `auto` is light, and dark where the reader prefers that; a theme of one's own is fixed. */
export type ThemeName = 'auto' | 'light' | 'dark';

const dashes = ['', '5 2.5', '1.5 2', '7 2 1.5 2'];
/** Tones get a class each under `auto`; this many sample sets and points are told apart. */
const tones: readonly Tone[] = [
  'ink',
  'axis',
  'faint',
  'draws-0',
  'draws-1',
  'draws-2',
  'draws-3',
  'point-0',
  'point-1',
  'point-2',
];

/** Chooses how colours are written: as they are, and under `auto` with classes that a dark page restyles. */
export function makePaint(choice: ThemeName | Theme): Paint {
  const isAuto = choice === 'auto';
  const theme = typeof choice === 'object' ? choice : choice === 'dark' ? darkTheme : lightTheme;
  const named = (tone: Tone, role: string): Attributes =>
    isAuto ? { class: `${role}-${canonical(tone)}` } : {};
  return {
    theme,
    fill: (tone, strength = 1) => ({
      ...named(tone, 'fill'),
      fill: colour(theme, tone),
      'fill-opacity': strength === 1 ? undefined : strength,
    }),
    stroke: (tone, width, dash = 0) => ({
      ...named(tone, 'line'),
      fill: 'none',
      stroke: colour(theme, tone),
      'stroke-width': width,
      'stroke-dasharray': dashes[dash % dashes.length] || undefined,
    }),
    style: isAuto ? darkSheet() : '',
    rootClass: isAuto ? 'sbi-figure' : undefined,
  };
}

/** The tone whose colour this one shares. */
function canonical(tone: Tone): Tone {
  const [kind, index] = tone.split('-') as [string, string | undefined];
  if (index === undefined) return tone;
  return kind === 'draws'
    ? `draws-${Number(index) % lightTheme.draws.length}`
    : `point-${Number(index) % lightTheme.points.length}`;
}

/**
 * Dark colours as CSS variables, so that a page can set its own. The attributes hold the light colours: programs that
 * know no CSS variables (LaTeX converters, drawing programs) show the light figure, and the rules here are all inside
 * the media query so that such programs cannot trip over them.
 */
function darkSheet(): string {
  const variable = (name: string, value: string): string => `--sbi-${name}:${value};`;
  const variables =
    variable('paper', darkTheme.paper) +
    tones.map((tone) => variable(tone, colour(darkTheme, tone))).join('');
  const rules = tones.map(
    (tone) =>
      `.sbi-figure .fill-${tone}{fill:var(--sbi-${tone})}.sbi-figure .line-${tone}{stroke:var(--sbi-${tone})}`,
  );
  const base = `.sbi-figure{${variables}}.sbi-figure .paper{fill:var(--sbi-paper)}`;
  return `@media (prefers-color-scheme:dark){${base}${rules.join('')}}`;
}
