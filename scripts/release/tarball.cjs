const { gzipSync } = require('node:zlib');

const BLOCK = 512;
/** What gzip says of the system that wrote it: unknown (RFC 1952, section 2.3.1). Node writes its own here. */
const [OS_AT, OS_UNKNOWN] = [9, 255];

/** A field of numbers in octal digits, ended by NUL. */
const octal = (number, length) => `${number.toString(8).padStart(length - 1, '0')}\0`;

/** A path in the two fields that ustar has for it (POSIX.1-2017, pax: ustar interchange format). */
function splitPath(file) {
  if (file.length <= 100) return [file, ''];
  const at = file.indexOf('/', file.length - 101);
  if (at < 0 || at > 155) throw new Error(`${file}: too long for a tar archive`);
  return [file.slice(at + 1), file.slice(0, at)];
}

function header(file, size, mode, mtime) {
  const [name, prefix] = splitPath(file);
  const block = Buffer.alloc(BLOCK);
  const write = (text, offset) => block.write(text, offset, 'latin1');
  write(name, 0);
  write(octal(mode, 8), 100);
  write(octal(0, 8), 108);
  write(octal(0, 8), 116);
  write(octal(size, 12), 124);
  write(octal(mtime, 12), 136);
  write(' '.repeat(8), 148);
  write('0', 156);
  write('ustar\u000000', 257);
  write('root', 265);
  write('root', 297);
  write(prefix, 345);
  write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return block;
}

/**
 * A tar.gz that depends on nothing but its arguments: files by path, in the order of their names, owned by root, all of
 * one time (Unix seconds). `files`: path → bytes; `isProgram`: which may be executed. The same Node gives the same
 * bytes (another zlib may compress differently).
 */
function tarball(files, { mtime, isProgram = () => false }) {
  const parts = Object.keys(files)
    .toSorted()
    .flatMap((file) => {
      const bytes = Buffer.from(files[file]);
      const rest = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
      return [header(file, bytes.length, isProgram(file) ? 0o755 : 0o644, mtime), bytes, rest];
    });
  const packed = gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: 9 });
  packed[OS_AT] = OS_UNKNOWN;
  return packed;
}

module.exports = { tarball };
