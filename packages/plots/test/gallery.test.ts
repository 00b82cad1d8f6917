import { renderAsync } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { type Figure, toSvg, toTerminal } from '../src/index.ts';
import * as gallery from './gallery/index.ts';
import { type TextBox, textBoxes } from './svgText.ts';

/** Engines may differ in the last bit of a logarithm; a tenth of a pixel hides it. Text stays as it is. */
function rounded(svg: string): string {
  const round = (number: string): string => String(Math.round(Number(number) * 10) / 10);
  return svg.replace(/<[^>]*>/g, (tag) => tag.replace(/-?\d+\.\d+/g, round));
}

describe.each(Object.entries(gallery))('%s', (name, figure) => {
  const svg = toSvg(figure, 'light');

  it('looks as it did', async () => {
    await expect(rounded(svg)).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(toTerminal(figure)).toMatchFileSnapshot(`snapshots/${name}.txt`);
  });

  it('has no text over other text, nor outside the figure', () => {
    const boxes = textBoxes(svg);
    expect(boxes.length).toBeGreaterThan(3);
    expect(boxes.filter((box) => !isInside(box, figure)).map(({ text }) => text)).toEqual([]);
    const clashes = boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter((b) => overlap(a, b))
        .map((b) => [a.text, b.text]),
    );
    expect(clashes).toEqual([]);
  });

  it('is XML without ids, numbers that are none, or things to load', async () => {
    const image = await renderAsync(toSvg(figure), { font: { loadSystemFonts: false } });
    expect([image.width, image.height]).toEqual([figure.width, figure.height]);
    const drawn = svg.replace(/<desc>.*?<\/desc>/, '');
    expect(drawn.match(/NaN|Infinity|undefined|\sid=|href|url\(|<script/g)).toBeNull();
  });

  it('has a title and a description for those who cannot see it', () => {
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*>\n<title>[^<]+<\/title>\n<desc>[^<]+<\/desc>/);
  });

  it.each([80, 120])('keeps within %i columns of a terminal', (columns) => {
    const plain = toTerminal(figure, { columns });
    const widths = plain.split('\n').map((line) => [...line].length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
    expect(Math.max(...widths)).toBeGreaterThan(0.8 * columns);
    const codes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
    expect(toTerminal(figure, { columns, color: true }).replace(codes, '')).toBe(plain);
  });
});

function isInside({ left, right, top, bottom }: TextBox, { width, height }: Figure): boolean {
  return left >= 0 && right <= width && top >= 0 && bottom <= height;
}

function overlap(a: TextBox, b: TextBox): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
