import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../dist', import.meta.url));

/** A copy of the built page that later versions are put over, as on a host. */
export class Deployment implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'sbi page '));

  constructor() {
    if (!existsSync(`${built}/index.html`)) {
      throw new Error('apps/web/dist must hold the built page; run pnpm --filter @sbi/web build.');
    }
    cpSync(built, this.folder, { recursive: true });
  }

  /** Another title, and everything that says so: what the build of a later version comes to. */
  release(title: string): void {
    const page = this.retitle(title);
    const integrity = `sha256-${createHash('sha256').update(page).digest('base64')}`;
    this.edit('offline.js', (code) =>
      code
        .replace(/"version":"\w+"/, `"version":"${title.replaceAll(' ', '')}"`)
        .replace(/\["\.\/","[^"]+"\]/, `["./","${integrity}"]`),
    );
  }

  /** The same with a page that is not yet the one the service worker was told of. */
  releaseHalf(title: string): void {
    this.release(title);
    this.retitle(`${title}, but not yet`);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }

  private retitle(title: string): string {
    return this.edit('index.html', (page) => page.replace(/<title>.*?<\/title>/, `<title>${title}</title>`));
  }

  private edit(file: string, change: (text: string) => string): string {
    const before = readFileSync(join(this.folder, file), 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${file} must change.`);
    writeFileSync(join(this.folder, file), after);
    return after;
  }
}
