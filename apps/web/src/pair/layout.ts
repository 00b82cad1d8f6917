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
  /** So that all of it can be seen at once. */
  readonly tallest: number;
  /** How much room the words want. */
  readonly notesWidth: number;
  readonly notesHeight: number;
}

/** The width of a panel at most, and how many times as wide as high it may be where the window is not high. */
const largest = 420;
const flattest = 1.25;
/** Room for numbers and a name, below a panel and beside one. */
const below = 42;
export const beside = 56;
/** A width below which there is less of everything. */
export const narrow = 480;

/** Diagonal and upper triangle of a table of panels, the outer ones with numbers. */
export function pairLayout(shown: readonly number[], room: Room): Layout {
  const count = shown.length;
  const gutter = room.width < narrow ? 6 : 10;
  const right = count === 1 ? 0 : besideFor(room.width);
  const sizeOf = (length: number) => Math.floor((length - gutter * (count - 1)) / count);
  const widest = Math.min(largest, sizeOf(room.width - right));
  const height = Math.min(widest, sizeOf(room.tallest - below));
  const width = Math.min(widest, Math.floor(flattest * height));
  const across = (index: number): number => index * (width + gutter);
  const down = (index: number): number => index * (height + gutter);
  const panels = shown.flatMap((row, i) =>
    shown.slice(i).map(
      (column, k): PanelBox => ({
        column,
        row,
        left: across(i + k),
        top: down(i),
        width,
        height,
        hasAcross: k === 0,
        hasUp: k > 0 && i + k === count - 1,
      }),
    ),
  );
  const all = down(count) - gutter + below;
  return { height: all, panels, notes: notesBox(count, { across, down, height: all }, room) };
}

/** One panel as large as there is room. */
export function enlargedLayout(column: number, row: number, { width, tallest }: Room): Layout {
  const right = column === row ? 0 : besideFor(width);
  const size = Math.floor(Math.min(width - right, tallest - below));
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
  { across, down, height }: Record<'across' | 'down', (index: number) => number> & { height: number },
  { notesWidth, notesHeight }: Room,
): Layout['notes'] {
  for (let columns = count - 1; columns > 0; columns--) {
    const width = across(columns) - 16;
    const top = down(columns) + below;
    if (width >= notesWidth && height - top >= notesHeight)
      return { left: 0, top: height - notesHeight, width };
  }
  return undefined;
}
