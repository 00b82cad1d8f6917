/** Where a panel stands, in CSS pixels from the plot's top left corner. */
export interface PanelBox {
  /** Indices of the parameters across and upwards; the same on the diagonal. */
  readonly column: number;
  readonly row: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Whether numbers stand below, or to the right. */
  readonly hasAcross: boolean;
  readonly hasUp: boolean;
}

export interface Layout {
  readonly height: number;
  readonly panels: readonly PanelBox[];
  /** The free room below the diagonal where words go; undefined where it is too small for them. */
  readonly notes: { readonly left: number; readonly top: number; readonly width: number } | undefined;
}

export interface Room {
  readonly width: number;
  /** How much room the words want. */
  readonly notesWidth: number;
  readonly notesHeight: number;
}

const largest = 340;
/** Room for numbers and a name, below a panel and beside one. */
const below = 42;
const beside = 56;
/** A width below which there is less of everything. */
export const narrow = 480;

/** Diagonal and upper triangle of a square of panels, the outer ones with numbers. */
export function pairLayout(shown: readonly number[], room: Room): Layout {
  const count = shown.length;
  const gutter = room.width < narrow ? 6 : 10;
  const right = count === 1 ? 0 : besideFor(room.width);
  const size = Math.min(largest, Math.floor((room.width - right - gutter * (count - 1)) / count));
  const at = (index: number): number => index * (size + gutter);
  const panels = shown.flatMap((row, i) =>
    shown.slice(i).map(
      (column, k): PanelBox => ({
        column,
        row,
        left: at(i + k),
        top: at(i),
        width: size,
        height: size,
        hasAcross: k === 0,
        hasUp: k > 0 && i + k === count - 1,
      }),
    ),
  );
  const height = at(count) - gutter + below;
  return { height, panels, notes: notesBox(count, at, height, room) };
}

/** One panel as large as there is room. */
export function enlargedLayout(column: number, row: number, { width }: Room, tallest: number): Layout {
  const right = column === row ? 0 : besideFor(width);
  const size = Math.floor(Math.min(width - right, Math.max(200, tallest - below)));
  const box = { column, row, left: 0, top: 0, width: width - right, height: size };
  const panel = { ...box, hasAcross: true, hasUp: column !== row };
  return { height: size + below, panels: [panel], notes: undefined };
}

function besideFor(width: number): number {
  return width < narrow ? beside - 16 : beside;
}

/** The widest room under the diagonal that is high enough. */
function notesBox(
  count: number,
  at: (index: number) => number,
  height: number,
  { notesWidth, notesHeight }: Room,
): Layout['notes'] {
  for (let columns = count - 1; columns > 0; columns--) {
    const width = at(columns) - 16;
    const top = at(columns) + below;
    if (width >= notesWidth && height - top >= notesHeight)
      return { left: 0, top: height - notesHeight, width };
  }
  return undefined;
}
