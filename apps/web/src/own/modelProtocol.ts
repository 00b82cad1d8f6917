/** A model file to be looked into. */
export interface ModelOrder {
  readonly bytes: Uint8Array;
  readonly source: string;
}

/** What it holds, or why it is none. */
export type ModelReport = ModelContents | { readonly reason: string };

export interface ModelContents {
  readonly names: readonly string[];
  readonly xNames: readonly string[] | undefined;
  readonly xShape: readonly number[];
  /** The middle of the x that it was trained on, and how wide they lie: one number an entry. */
  readonly middle: readonly number[];
  readonly width: readonly number[];
  readonly words: string;
}
