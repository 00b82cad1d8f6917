/** What was built, as the page's service worker is told of it. */
export interface OfflineBuild {
  /** Changes with any file. */
  readonly version: string;
  /** Addresses below the page's own, each with the hash that a browser compares (subresource integrity). */
  readonly files: readonly (readonly [path: string, integrity: string])[];
}
