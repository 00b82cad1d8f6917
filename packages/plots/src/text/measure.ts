import { merge, type Text } from './text.ts';

/** Font sizes in pixels: 12 are nine points, the least that is read in print. */
export const fontSize = 12;
export const headingSize = 14;
/** From one line of notes to the next. */
export const lineHeight = 17;
/** A subscript's size and how far it is lowered, a superscript's rise, in parts of the font size. */
export const shiftScale = 0.72;
export const shiftDrop = 0.22;
export const shiftRise = 0.36;

// Advance widths of U+0020 to U+007E in the bundled DejaVu Sans Condensed, in thousandths of the font size.
const advances = [
  286, 360, 414, 754, 572, 855, 702, 247, 351, 351, 450, 754, 286, 325, 286, 303, 572, 572, 572, 572, 572,
  572, 572, 572, 572, 572, 303, 303, 754, 754, 754, 478, 900, 615, 617, 628, 693, 568, 518, 697, 677, 265,
  265, 590, 501, 776, 673, 708, 542, 708, 625, 571, 549, 659, 615, 890, 616, 549, 616, 351, 303, 351, 754,
  450, 450, 551, 571, 495, 571, 554, 316, 571, 570, 250, 250, 521, 250, 876, 570, 550, 571, 571, 370, 469,
  353, 570, 532, 736, 532, 532, 472, 572, 303, 572, 754,
];
const others: Readonly<Record<string, number>> = {
  '−': 754,
  '±': 754,
  '×': 754,
  '…': 900,
  '\u00a0': 286,
  '\u2007': 572,
  '\u2008': 286,
  '·': 286,
};

/** Width of a text in pixels in the bundled font; Helvetica and Arial are a little narrower. */
export function measure(text: Text, size: number = fontSize): number {
  let total = 0;
  for (const run of text) total += stringWidth(run.text) * size * (run.shift === undefined ? 1 : shiftScale);
  return total;
}

/** A text cut to a width, with … where something was left out. */
export function fit(text: Text, width: number): Text {
  if (measure(text) <= width) return text;
  const letters = text.flatMap((run) => [...run.text].map((letter) => ({ ...run, text: letter })));
  const ellipsis = { text: '…' };
  const isTooLong = (): boolean => letters.at(-1)?.text === ' ' || measure([...letters, ellipsis]) > width;
  while (letters.length > 1 && isTooLong()) letters.pop();
  return merge([...letters, ellipsis]);
}

function stringWidth(text: string): number {
  let width = 0;
  for (const letter of text) width += advance(letter);
  return width / 1000;
}

function advance(letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  const fullWidth = code >= 0x2e80 ? 1000 : 620;
  return advances[code - 32] ?? others[letter] ?? fullWidth;
}
