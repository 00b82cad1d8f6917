/** What can be taken hold of: by a pointer, or by arrow keys. */
export interface Grip {
  /** Where the pointer is, in the drawing's own pixels. */
  move(point: { readonly x: number; readonly y: number }): void;
  /** So many steps to the right and upwards. */
  nudge(right: number, up: number): void;
  /** The hand lets go. */
  release(): void;
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  PageUp: [0, 10],
  PageDown: [0, -10],
};

/** Begins to drag with the pointer that went down on a part of a drawing, until it goes up. */
export function drag(event: PointerEvent, grip: Grip): void {
  if (event.button !== 0) return;
  event.preventDefault();
  const part = event.currentTarget as SVGGraphicsElement;
  const drawing = part.ownerSVGElement as SVGSVGElement;
  part.setPointerCapture(event.pointerId);
  part.focus();
  let frame = 0;
  let last = event;
  const follow = (next: PointerEvent) => {
    last = next;
    // A mouse may report more often than the screen can show.
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      grip.move(pointIn(drawing, last));
    });
  };
  const end = () => {
    if (frame) {
      cancelAnimationFrame(frame);
      grip.move(pointIn(drawing, last));
    }
    part.removeEventListener('pointermove', follow);
    part.removeEventListener('pointerup', end);
    part.removeEventListener('pointercancel', end);
    grip.release();
  };
  part.addEventListener('pointermove', follow);
  part.addEventListener('pointerup', end);
  part.addEventListener('pointercancel', end);
}

/** Keeps a finger on a part of a drawing from scrolling the page: browsers pass over `touch-action` inside of SVG. */
export function hold(event: TouchEvent): void {
  event.preventDefault();
}

/** Nudges by an arrow key, ten times as far with Shift; says whether it was one. */
export function nudge(event: KeyboardEvent, grip: Grip): boolean {
  const arrow = arrows[event.key];
  if (!arrow || event.altKey || event.ctrlKey || event.metaKey) return false;
  event.preventDefault();
  const times = event.shiftKey ? 10 : 1;
  grip.nudge(times * arrow[0], times * arrow[1]);
  return true;
}

function pointIn(drawing: SVGSVGElement, { clientX, clientY }: PointerEvent): { x: number; y: number } {
  const { left, top, width } = drawing.getBoundingClientRect();
  const zoom = drawing.viewBox.baseVal.width / width;
  return { x: (clientX - left) * zoom, y: (clientY - top) * zoom };
}
