import { visible } from '../text/text.ts';

/** An attribute's value; numbers are rounded so that every engine writes the same bytes. */
export type Value = string | number | undefined;

/** One element with its attributes and content. Attribute values are escaped, content is not. */
export function element(name: string, attributes: Readonly<Record<string, Value>>, content = ''): string {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => ` ${key}="${typeof value === 'number' ? number(value) : escapeXml(value as string)}"`,
    );
  return content === '' ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${content}</${name}>`;
}

/** A hundredth of a pixel is finer than any printer; −0 is 0. */
export function number(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

/** Text made harmless for XML: nothing in a label can open a tag or break the file. */
export function escapeXml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
