import type { PanelBox } from './layout.ts';

/** What the pointer does, in CSS pixels of the plot. */
export interface PointerHears {
  hover(box: PanelBox, left: number, top: number): void;
  leave(): void;
  /** A press has become a drag: what it is to do is settled by where it began. */
  grab(box: PanelBox, left: number, top: number, isCoarse: boolean): void;
  drag(box: PanelBox, left: number, top: number): void;
  drop(): void;
  /** A press that went nowhere, by a finger or a pen. */
  tap(box: PanelBox, left: number, top: number): void;
}

/** Pixels that a press may move and still be none but a press. */
const still = 4;

interface Press {
  readonly box: PanelBox;
  readonly left: number;
  readonly top: number;
  readonly id: number;
  isDrag: boolean;
}

/**
 * Reads mouse, pen and finger alike over the panels of a plot.
 *
 * @param plot the element that the pixels are counted from
 * @param boxOf the panel that an element belongs to
 */
export function listenToPointer(
  plot: HTMLElement,
  boxOf: (target: EventTarget | null) => PanelBox | undefined,
  hears: PointerHears,
): void {
  let press: Press | undefined;
  const placeOf = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const { left, top } = plot.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  plot.addEventListener('pointerdown', (event) => {
    const box = boxOf(event.target);
    if (box === undefined || event.button !== 0 || press) return;
    const [left, top] = placeOf(event);
    press = { box, left, top, id: event.pointerId, isDrag: false };
  });
  plot.addEventListener('pointermove', (event) => {
    const [left, top] = placeOf(event);
    if (press === undefined || press.id !== event.pointerId) {
      const box = boxOf(event.target);
      if (box && event.pointerType === 'mouse') hears.hover(box, left, top);
      else if (event.pointerType === 'mouse') hears.leave();
      return;
    }
    if (!press.isDrag && Math.hypot(left - press.left, top - press.top) > still) {
      press.isDrag = true;
      plot.setPointerCapture(press.id);
      hears.leave();
      hears.grab(press.box, press.left, press.top, event.pointerType !== 'mouse');
    }
    if (press.isDrag) hears.drag(press.box, left, top);
  });
  const end = (event: PointerEvent): void => {
    if (press?.id !== event.pointerId) return;
    const { box, isDrag, left, top } = press;
    press = undefined;
    if (isDrag) hears.drop();
    else if (event.type === 'pointerup' && event.pointerType !== 'mouse') hears.tap(box, left, top);
  };
  plot.addEventListener('pointerup', end);
  plot.addEventListener('pointercancel', end);
  plot.addEventListener('pointerleave', () => hears.leave());
}
