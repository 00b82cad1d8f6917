/** Imports a package that may be absent. The name is a variable, so that no bundler looks for the package. */
export function optionalImport<T>(name: string): Promise<T> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ name) as Promise<T>;
}

/** The first line of what went wrong. */
export function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';
}

/** Whether an import failed because the package itself is not installed. */
export function isAbsent(error: unknown, name: string): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_MODULE_NOT_FOUND' && firstLine(error).includes(`'${name}'`);
}
