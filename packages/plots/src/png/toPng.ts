import { must, PlotError, show } from '../errors.ts';
import type { Figure } from '../figure.ts';
import type { Theme } from '../svg/theme.ts';
import { toSvg } from '../svg/toSvg.ts';

/** What `toPng` takes. */
export interface PngOptions {
  /** Pixels a 1/96 inch. Default 3, which is 288 dots an inch: five inches are 1,440 pixels. */
  readonly scale?: number;
  /** Default `light`. */
  readonly theme?: 'light' | 'dark' | Theme;
}

/** What is used of @resvg/resvg-js. */
interface Renderer {
  renderAsync(svg: string, options: object): Promise<{ asPng(): Uint8Array }>;
}

/** What is used of Node; pages have none of it, and bundlers see no import of it. */
interface NodeModules {
  'node:url': { fileURLToPath(url: URL): string };
  'node:fs': { existsSync(path: string): boolean };
}

const where = 'toPng';
const peer = '@resvg/resvg-js';
const font = '../../assets/DejaVuSansCondensed.ttf';
const mostPixels = 16_384;

/**
 * The figure as a PNG file, in Node. All text is set in the font of this package, so that the bytes are the same on
 * every machine. Needs the optional package `@resvg/resvg-js`. In a page, draw `toSvg(figure)` on a canvas.
 *
 * @throws PlotError when the renderer is not installed, and for a scale or theme that cannot be
 * @example
 * import { pairPlot, toPng } from '@sbi/plots';
 * const bytes = await toPng(pairPlot([[0.1, 1.2], [0.3, 0.9], [0.2, 1.1]]), { scale: 2 });
 * console.log(bytes.length > 0); // → true
 */
export async function toPng(figure: Figure, options: PngOptions = {}): Promise<Uint8Array> {
  const { scale = 3, theme = 'light' } = options;
  const widest = typeof scale === 'number' && scale > 0 ? Math.max(figure.width, figure.height) * scale : 0;
  must(
    widest >= 1 && widest <= mostPixels,
    'scale',
    `give 1 to ${mostPixels} pixels a side`,
    show(scale),
    where,
  );
  const isFixed = theme === 'light' || theme === 'dark' || (typeof theme === 'object' && theme !== null);
  must(isFixed, 'theme', "be 'light', 'dark' or a Theme", show(theme), where);
  const { renderAsync } = await loadRenderer(peer);
  const image = await renderAsync(toSvg(figure, theme), {
    fitTo: { mode: 'zoom', value: scale },
    font: { loadSystemFonts: false, fontFiles: [fontPath()], defaultFontFamily: 'DejaVu Sans Condensed' },
  });
  return new Uint8Array(image.asPng());
}

/** Loads the optional renderer; its name is an argument so that bundlers for pages leave it alone. */
export async function loadRenderer(name: string): Promise<Renderer> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as Renderer;
  } catch (cause) {
    const expected = 'be installed for PNG files in Node; in a page, draw toSvg(figure) on a canvas';
    throw new PlotError({ argument: name, expected, received: 'no such package', where }, { cause });
  }
}

/** Where the font lies. A renderer without a font leaves text out and says nothing, so its absence is an error. */
function fontPath(): string {
  const path = builtin('node:url').fileURLToPath(new URL(font, import.meta.url));
  must(
    builtin('node:fs').existsSync(path),
    'the bundled font',
    'lie beside the package',
    `nothing at ${path}`,
    where,
  );
  return path;
}

function builtin<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const found = process?.getBuiltinModule?.(name);
  must(found !== undefined, 'the platform', 'be Node 20.19 or later', 'another', where);
  return found as NodeModules[Name];
}
