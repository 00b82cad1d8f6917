import { describe, expect, it } from 'vitest';
import { darkTheme, lightTheme, pairPlot, toPng, toSvg, toTerminal } from '../src/index.ts';
import { simplify } from '../src/svg/simplify.ts';
import { gaussian } from './draws.ts';

const figure = pairPlot(gaussian(300, [0, 1], 1, 1), { points: [0, 1] });

describe('themes', () => {
  it('of an automatic figure are light in the attributes and dark in a media query', () => {
    const svg = toSvg(figure);
    const sheet = /<style>(.*)<\/style>/.exec(svg)?.[1] ?? '';
    expect(sheet.startsWith('@media (prefers-color-scheme:dark){')).toBe(true);
    expect(sheet).toContain(`--sbi-paper:${darkTheme.paper}`);
    expect(sheet.replace(/[^{}]/g, '')).toMatch(/^\{(\{\})+\}$/);
    expect(svg.replace(/<style>.*<\/style>/, '').replaceAll(/ class="[^"]*"/g, '')).not.toContain(
      darkTheme.paper,
    );
    const classes = new Set(Array.from(svg.matchAll(/ class="((?:fill|line)-[^"]*)"/g), ([, name]) => name));
    for (const name of classes) expect(sheet).toContain(`.${name}{`);
  });

  it('light and dark are fixed: no style sheet, no class', () => {
    for (const [name, theme] of [
      ['light', lightTheme],
      ['dark', darkTheme],
    ] as const) {
      const svg = toSvg(figure, name);
      expect(svg).not.toMatch(/<style|class=/);
      expect(svg).toContain(`fill="${theme.paper}"`);
      expect(toSvg(figure, theme)).toBe(svg);
    }
  });

  it('may be made of other colours', () => {
    expect(toSvg(figure, { ...lightTheme, draws: ['#123456'] })).toContain('fill="#123456"');
  });

  it('have words that can be read: contrast 4.5 to 1 and more', () => {
    for (const theme of [lightTheme, darkTheme]) {
      for (const colour of [theme.ink, theme.axis])
        expect(contrast(colour, theme.paper)).toBeGreaterThan(4.5);
    }
  });
});

describe('labels', () => {
  const hostile = '</text><script>alert("1")</script>&\u0000\u001b[31m\ud800';

  it('cannot break out of the SVG', () => {
    const svg = toSvg(
      pairPlot(gaussian(50, [0, 1], 1, 1), { labels: [hostile, 'b'], title: hostile, legend: [hostile] }),
    );
    expect(svg).not.toContain('<script');
    expect(svg).not.toMatch(/[^\P{Cc}\n]|\p{Cs}/u);
    expect(svg).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;\ufffd\ufffd[31m\ufffd');
  });

  it('cannot send commands to a terminal', () => {
    const text = toTerminal(pairPlot(gaussian(50, [0, 1], 1, 1), { labels: [hostile, 'b'] }));
    expect(text).not.toContain('\u001b');
  });

  it('are text that can be selected, in at least nine points', () => {
    const svg = toSvg(figure, 'light');
    expect(svg).toMatch(/<text[^>]*>θ<tspan dy="2.64" font-size="8.64">1<\/tspan><\/text>/);
    const sizes = Array.from(svg.matchAll(/<(?:text|svg)[^>]* font-size="([\d.]+)"/g), ([, size]) =>
      Number(size),
    );
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
  });
});

describe('simplify', () => {
  it('keeps what bends and leaves out what does not', () => {
    const line = [
      [0, 0],
      [1, 0.01],
      [2, 0],
      [3, 5],
      [4, 0],
    ] as const;
    expect(simplify(line, 0.05)).toEqual([
      [0, 0],
      [2, 0],
      [3, 5],
      [4, 0],
    ]);
    expect(simplify(line, 0.001)).toEqual(line);
  });

  it('strays at most by its tolerance', () => {
    const circle = Array.from(
      { length: 721 },
      (_, i) => [100 * Math.cos((i * Math.PI) / 360), 100 * Math.sin((i * Math.PI) / 360)] as const,
    );
    const few = simplify(circle, 0.05);
    expect(few.length).toBeLessThan(200);
    for (let i = 1; i < few.length; i++) {
      const [a, b] = [few[i - 1], few[i]] as [readonly [number, number], readonly [number, number]];
      expect(Math.hypot((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)).toBeGreaterThan(99.94);
    }
  });
});

describe('toPng', () => {
  it('makes a PNG of the size asked for, the same bytes each time', async () => {
    const bytes = await toPng(figure, { scale: 2 });
    expect([...bytes.subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([960, 960]);
    expect(await toPng(figure, { scale: 2 })).toEqual(bytes);
  });

  it('draws its text, in either theme', async () => {
    const [light, dark, bare] = await Promise.all([
      toPng(figure, { scale: 1 }),
      toPng(figure, { scale: 1, theme: 'dark' }),
      toPng(
        { ...figure, panels: figure.panels.map((panel) => ({ ...panel, x: { ...panel.x, ticks: [] } })) },
        { scale: 1 },
      ),
    ]);
    expect(dark).not.toEqual(light);
    // Without a font the numbers would be missing from both.
    expect(light.length).toBeGreaterThan(bare.length + 100);
  });
});

/** Contrast by WCAG 2: (lighter + 0.05) / (darker + 0.05). */
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
