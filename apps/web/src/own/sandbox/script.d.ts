// Made by scriptText of vite.config.ts.
declare module '*?script' {
  /** The module and all it imports as one classic script, which leaves its exports in a variable of the file's name. */
  export const script: string;
}
