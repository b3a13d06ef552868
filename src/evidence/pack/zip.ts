import { crc32, deflateRawSync } from 'node:zlib';

/** Sizes in bytes and the numbers that name the records (APPNOTE.TXT of PKWARE, 4.3). */
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Version 2.0 has folders and deflate (4.4.3). */
const VERSION = 20;
const DEFLATED = 8;
/** 1 January 1980, the first day that a zip knows: equal files give equal zips. */
const DATE = 0x21;

/**
 * A zip of the files, by their paths of ASCII with `/`: at most 65,535 files and 4 GiB, so that no record of Zip64 is
 * needed. The same files in the same order give the same bytes.
 */
export function zipOf(files: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const [path, data] = [Buffer.from(name), deflateRawSync(content, { level: 9 })];
    const facts = factsOf(content, data, path);
    const local = Buffer.concat([numbers([4, LOCAL]), facts, numbers([2, 0]), path]);
    directory.push(
      numbers([4, CENTRAL], [2, VERSION]),
      facts,
      numbers([2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
      path,
    );
    parts.push(local, data);
    offset += local.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = numbers([4, END], [4, 0], [2, files.size], [2, files.size], [4, central.length], [4, offset], [2, 0]);
  return Buffer.concat([...parts, central, end]);
}

/** What a local header and the directory both say. */
const factsOf = (content: Buffer, data: Buffer, path: Buffer): Buffer =>
  numbers(
    [2, VERSION],
    [2, 0],
    [2, DEFLATED],
    [2, 0],
    [2, DATE],
    [4, crc32(content)],
    [4, data.length],
    [4, content.length],
    [2, path.length],
  );

/** Unsigned integers, little-endian, each of 2 or 4 bytes. */
function numbers(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const record = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  fields.reduce((at, [bytes, value]) => record.writeUIntLE(value, at, bytes), 0);
  return record;
}
