import { FileError } from './fileError.ts';
import { expectFile, nameOf } from './givenFile.ts';
import type { ModelContents, ModelOrder, ModelReport } from './modelProtocol.ts';

const LARGEST = 1e9;

/** A model file that a visitor gave, and what it holds. */
export interface GivenModel {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly contents: ModelContents;
}

/** Reads a model file, and looks into it in a worker. @throws FileError saying in one line what is wrong */
export async function readModel(file: File): Promise<GivenModel> {
  const fileName = nameOf(file);
  await expectFile(file, 'a model file (.safetensors)', LARGEST);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const worker = new Worker(new URL('./model.worker.ts', import.meta.url), { type: 'module' });
  try {
    const contents = await new Promise<ModelContents>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<ModelReport>) => {
        if ('reason' in data) reject(new FileError(data.reason));
        else resolve(data);
      };
      worker.onerror = () =>
        reject(new FileError(`${fileName} cannot be opened: it does not fit in memory.`));
      worker.postMessage({ bytes, source: fileName } satisfies ModelOrder);
    });
    return { fileName, bytes, contents };
  } finally {
    worker.terminate();
  }
}
