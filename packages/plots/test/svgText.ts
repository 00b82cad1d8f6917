import { fontSize, measure, shiftScale } from '../src/text/measure.ts';

/** A line of text in an SVG string, and the rectangle it takes. */
export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Every line of text of a figure as drawn, outside nested panels and inside them, in the figure's pixels. */
export function textBoxes(svg: string): TextBox[] {
  const boxes: TextBox[] = [];
  const offset: (readonly [number, number])[] = [[0, 0]];
  for (const match of svg.matchAll(/<svg([^>]*)>|<\/svg>|<text([^>]*)>(.*?)<\/text>/g)) {
    const [whole, panel, attributes, content] = match;
    if (whole === '</svg>') offset.pop();
    else if (panel !== undefined) offset.push([attribute(panel, 'x') ?? 0, attribute(panel, 'y') ?? 0]);
    else boxes.push(boxOf(attributes ?? '', content ?? '', offset.at(-1) ?? [0, 0]));
  }
  return boxes;
}

function boxOf(attributes: string, content: string, [dx, dy]: readonly [number, number]): TextBox {
  const size = attribute(attributes, 'font-size') ?? fontSize;
  const x = (attribute(attributes, 'x') ?? 0) + dx;
  const y = (attribute(attributes, 'y') ?? 0) + dy;
  const width = widthOf(content, size);
  const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1] ?? 'start';
  const shift = anchor === 'start' ? 0 : anchor === 'middle' ? width / 2 : width;
  const text = fromXml(content.replace(/<[^>]*>/g, ''));
  const [rise, fall] = [0.72 * size, 0.2 * size];
  return /rotate\(-90/.test(attributes)
    ? { text, left: x - rise, right: x + fall, top: y - width / 2, bottom: y + width / 2 }
    : { text, left: x - shift, right: x - shift + width, top: y - rise, bottom: y + fall };
}

function widthOf(content: string, size: number): number {
  let width = 0;
  for (const [, small, inner, plain] of content.matchAll(/<tspan([^>]*)>([^<]*)<\/tspan>|([^<]+)/g)) {
    const isSmall = small?.includes('font-size') ?? false;
    width += measure([{ text: fromXml(inner ?? plain ?? '') }], size) * (isSmall ? shiftScale : 1);
  }
  return width;
}

function attribute(attributes: string, name: string): number | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? undefined : Number(value);
}

function fromXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
