import { readdirSync } from 'node:fs';
import { renderAsync } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { type Figure, toSvg, toTerminal } from '../src/index.ts';
import * as gallery from './gallery/index.ts';
import { htmlPage, markdownPage } from './galleryPage.ts';
import { type TextBox, textBoxes } from './svgText.ts';

const docs = '../../../docs/gallery';

/** Engines may differ in the last bit of a logarithm; a tenth of a pixel hides it. Text stays as it is. */
function rounded(svg: string): string {
  const round = (number: string): string => String(Math.round(Number(number) * 10) / 10);
  return svg.replace(/ (?:d|x|y)="[^"]*"/g, (places) => places.replace(/-?\d+\.\d+/g, round));
}

// What is tested is what is shown: `pnpm gallery` writes the files, a test finds any that is out of date.
describe('the gallery', () => {
  it('has a page of all figures, in light and dark', async () => {
    await expect(markdownPage()).toMatchFileSnapshot(`${docs}/README.md`);
    await expect(htmlPage()).toMatchFileSnapshot(`${docs}/index.html`);
  });

  it('holds nothing else', () => {
    const wanted = Object.keys(gallery).flatMap((name) => [`${name}.svg`, `${name}.txt`]);
    const found = readdirSync(new URL(docs, import.meta.url));
    expect(found.filter((name) => ![...wanted, 'README.md', 'index.html'].includes(name))).toEqual([]);
  });
});

describe.each(Object.entries(gallery))('%s', (name, figure) => {
  const svg = toSvg(figure, 'light');

  it('looks as it did', async () => {
    await expect(rounded(toSvg(figure))).toMatchFileSnapshot(`${docs}/${name}.svg`);
    await expect(toTerminal(figure)).toMatchFileSnapshot(`${docs}/${name}.txt`);
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
