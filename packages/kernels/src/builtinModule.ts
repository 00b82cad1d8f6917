/** A module of Node's own, asked for at run time, so that no bundler meets an import of it; undefined in a page. */
export function builtinModule<T>(id: string): T | undefined {
  const { process } = globalThis as unknown as { process?: { getBuiltinModule?(id: string): T } };
  return process?.getBuiltinModule?.(id);
}
