/** A new element with properties and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Places an element, in CSS pixels from the top left corner of its parent. */
export function place(
  { style }: HTMLElement,
  left: number,
  top: number,
  size?: readonly [width: number, height: number],
): void {
  style.translate = `${left}px ${top}px`;
  if (size === undefined) return;
  style.width = `${size[0]}px`;
  style.height = `${size[1]}px`;
}
