/** A place to write a program in. */
export interface Editor {
  readonly element: HTMLElement;
  /** How it is used with the keyboard, beyond what everyone knows. */
  readonly help: string;
  text: string;
  /** Marks a line, from 1, as wrong; 0 takes the mark away. */
  mark(line: number): void;
  /** Puts the caret into a line. */
  goTo(line: number): void;
  dispose(): void;
}

export interface EditorOptions {
  readonly text: string;
  readonly label: string;
  readonly onChange: () => void;
  /** Ctrl+Enter, or ⌘+Enter. */
  readonly onRun: () => void;
}

/** A code editor, loaded when it is first needed; a plain field on phones and wherever that does not load. */
export async function makeEditor(options: EditorOptions): Promise<Editor> {
  const { makePlainEditor } = await import('./plainEditor.ts');
  if (matchMedia('(pointer: coarse)').matches) return makePlainEditor(options);
  try {
    const { makeCodeEditor } = await import('./codeEditor.ts');
    return makeCodeEditor(options);
  } catch {
    return makePlainEditor(options);
  }
}
