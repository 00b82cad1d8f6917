import type { OfflineBuild } from './offlineBuild.ts';

/**
 * The files of the page that are kept, a cache for each version. A version is there as a whole or not at all. Those before
 * stay as long as a page of theirs may be open, for it may yet ask for a part of itself.
 */
export class Shelf {
  private readonly scope: string;
  private readonly build: OfflineBuild;

  constructor(scope: string, build: OfflineBuild) {
    this.scope = scope;
    this.build = build;
  }

  /** Fetches every file, and takes over what an earlier version has of them. Leaves nothing behind when one fails. */
  async fill(): Promise<void> {
    const before = await this.caches();
    const cache = await caches.open(this.name);
    try {
      await Promise.all(this.build.files.map((file) => this.keep(cache, file, before)));
    } catch (error) {
      await caches.delete(this.name);
      throw error;
    }
  }

  /** The page itself, of this version. */
  async page(): Promise<Response | undefined> {
    const cache = await caches.open(this.name);
    return cache.match(this.scope);
  }

  /** A part of the page, of whichever version: their names change with what they hold. */
  async part(address: string): Promise<Response | undefined> {
    for (const cache of await this.caches()) {
      const found = await cache.match(address, { ignoreSearch: true });
      if (found) return found;
    }
    return undefined;
  }

  /** Drops the versions before. */
  async clear(): Promise<void> {
    for (const name of await this.names()) if (name !== this.name) await caches.delete(name);
  }

  private async keep(
    cache: Cache,
    [path, integrity]: readonly [string, string],
    before: readonly Cache[],
  ): Promise<void> {
    const address = new URL(path, this.scope).href;
    const isNamedByHash = path.startsWith('assets/');
    for (const earlier of isNamedByHash ? before : []) {
      const found = await earlier.match(address);
      if (found) return cache.put(address, found);
    }
    // Bytes other than those of this version, from a host between two of them, are refused by the browser.
    await cache.put(
      address,
      await fetch(address, { integrity, cache: isNamedByHash ? 'default' : 'no-cache' }),
    );
  }

  /** This version's cache first. */
  private async caches(): Promise<readonly Cache[]> {
    const names = await this.names();
    names.sort((a, b) => Number(b === this.name) - Number(a === this.name));
    return Promise.all(names.map((name) => caches.open(name)));
  }

  private async names(): Promise<string[]> {
    return (await caches.keys()).filter((name) => name.startsWith(this.prefix));
  }

  /** Other pages of the same host have shelves of their own. */
  private get prefix(): string {
    return `sbi ${this.scope} `;
  }

  private get name(): string {
    return this.prefix + this.build.version;
  }
}
