/** A file that a visitor gives, and what the page must say of it in one line. */
export interface HostileFile {
  readonly name: string;
  readonly content: Buffer;
  readonly said: RegExp;
}

const table = (name: string, content: string | Buffer, said: RegExp): HostileFile => ({
  name: `${name}.csv`,
  content: Buffer.from(content as string),
  said,
});

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** Every table that the command line refuses, and pictures and spreadsheets besides. */
export const hostileTables: readonly HostileFile[] = [
  table('empty', '', /^empty\.csv must be a CSV table; received an empty file\.$/),
  table('text', 'a,b\n1,x\n', /must be a finite number \(float32\); received "x" in line 2, column "b"\.$/),
  table('ragged', 'a,b\n1,2\n3\n', /must have 2 columns, as the first; received 1 in line 3\.$/),
  table('nan', '1,2\n3,nan\n', /received "nan" in line 2, column 2\.$/),
  table('names', 'a,b\n', /must hold at least one row of numbers; received none\.$/),
  table('wide', '1,'.repeat(1e6), /must have at most 100000 columns; received .* in line 1\.$/),
  table(
    'latin',
    Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0xe9]), Buffer.from('\n')]),
    /^latin\.csv must be text in UTF-8; received other bytes in line 2\.$/,
  ),
  table(
    'utf16',
    Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'),
    /^utf16\.csv must be text in UTF-8; received other bytes in line 1\.$/,
  ),
  table(
    'cut',
    Buffer.from('a\n1\n\u00e9').subarray(0, -1),
    /must be text in UTF-8; received other bytes in line 3\.$/,
  ),
  table('quote', 'a,b\n"1,2\n', /must be closed in its line; received one open in line 2\.$/),
  table('long', '1\n'.repeat(1_000_001), /^long\.csv must have at most 1000000 rows; received 1000001\.$/),
  table('picture', png, /^picture\.csv must be a CSV table; received a picture \(PNG\)\.$/),
  table(
    'sheet',
    Buffer.from('504b030414000600', 'hex'),
    /received a zip archive, as spreadsheets \(\.xlsx\) are\.$/,
  ),
];

/** A safetensors file with this header. */
function safetensors(header: string, data: Uint8Array = new Uint8Array(0)): Buffer {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

const tensor = (begin: number, end: number) =>
  `{"dtype":"F32","shape":[${(end - begin) / 4}],"data_offsets":[${begin},${end}]}`;
const model = (name: string, content: Buffer, said = /model\.safetensors/): HostileFile => ({
  name,
  content,
  said,
});
const manyNames = Array.from({ length: 100_000 }, (_, i) => `"n${i}":0`).join(',');

/** Every model file that the command line refuses, and a picture besides. */
export const hostileModels: readonly HostileFile[] = [
  model(
    'an empty file',
    Buffer.alloc(0),
    /must be a model file \(\.safetensors\); received an empty file\.$/,
  ),
  model('three bytes', Buffer.from([1, 2, 3])),
  model('a header of 2⁶³ bytes', Buffer.concat([Buffer.from('0000000000000080', 'hex'), Buffer.from('{}')])),
  model('a header that is no JSON', safetensors('{"a":')),
  model('a header that is not UTF-8', Buffer.concat([Buffer.from('0200000000000000fffe', 'hex')])),
  model('overlapping tensors', safetensors(`{"a":${tensor(0, 8)},"b":${tensor(4, 12)}}`, new Uint8Array(12))),
  model('a hundred thousand names', safetensors(`{${manyNames}}`)),
  model('no metadata', safetensors('{}')),
  model('another format', safetensors('{"__metadata__":{"format":"pt"}}')),
  model('a later version', safetensors('{"__metadata__":{"format":"sbi-posterior/9"}}')),
  model('a text file', Buffer.from('theta_1,theta_2\n1,2\n')),
  model(
    'a picture',
    png,
    /^model\.safetensors must be a model file \(\.safetensors\); received a picture \(PNG\)\.$/,
  ),
];
