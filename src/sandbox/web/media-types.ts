import { isUtf8 } from 'node:buffer';

interface MediaType {
  readonly type: string;
  /** Other names that browsers use for it. */
  readonly aliases: readonly string[];
  readonly isImage: boolean;
  readonly matches: (content: Buffer) => boolean;
}

const startsWith =
  (...bytes: number[]) =>
  (content: Buffer): boolean =>
    bytes.every((byte, index) => content[index] === byte);

const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'];
const isHeic = (content: Buffer): boolean =>
  content.toString('latin1', 4, 8) === 'ftyp' && HEIC_BRANDS.includes(content.toString('latin1', 8, 12));
const isTiff = (content: Buffer): boolean =>
  startsWith(0x49, 0x49, 0x2a, 0x00)(content) || startsWith(0x4d, 0x4d, 0x00, 0x2a)(content);
const isXlsx = (content: Buffer): boolean =>
  startsWith(0x50, 0x4b, 0x03, 0x04)(content) && content.includes('[Content_Types].xml') && content.includes('xl/');

/** Readers of PDF search for the signature in the first kilobyte: scanners and mail programs put bytes before it. */
const isPdf = (content: Buffer): boolean => content.subarray(0, 1024).includes('%PDF-');

/** Bytes that Windows-1252 leaves undefined; most other files have some of them. */
const UNDEFINED_IN_1252: readonly number[] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/**
 * A CSV file has no signature, so the check is that it is text without control characters: UTF-8, or Windows-1252,
 * which spreadsheets on Windows write.
 */
function isText(content: Buffer): boolean {
  if (content.length === 0 || content.some((byte) => byte < 9)) return false;
  const isReadable = isUtf8(content) || !content.some((byte) => UNDEFINED_IN_1252.includes(byte));
  return (
    isReadable &&
    content
      .toString('latin1')
      .replace(/^\xef\xbb\xbf/, '')
      .trimStart()
      .charAt(0) !== '<'
  );
}

/** The formats that 1Money accepts; for pictures of identity documents only the images. */
const MEDIA_TYPES: readonly MediaType[] = [
  { type: 'image/jpeg', aliases: ['image/jpg', 'image/pjpeg'], isImage: true, matches: startsWith(0xff, 0xd8, 0xff) },
  {
    type: 'image/png',
    aliases: [],
    isImage: true,
    matches: startsWith(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  },
  { type: 'image/heic', aliases: ['image/heif', 'application/octet-stream'], isImage: true, matches: isHeic },
  { type: 'image/tiff', aliases: [], isImage: true, matches: isTiff },
  { type: 'application/pdf', aliases: [], isImage: false, matches: isPdf },
  {
    type: 'application/vnd.ms-excel',
    aliases: [],
    isImage: false,
    matches: startsWith(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
  },
  {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    aliases: [],
    isImage: false,
    matches: isXlsx,
  },
  { type: 'text/csv', aliases: ['application/vnd.ms-excel', 'application/csv'], isImage: false, matches: isText },
];

/** The type that the sender declared and the bytes confirm; null when they disagree, or the type is not accepted. */
export function confirmedType(declared: string, content: Buffer, accepts: 'image' | 'document'): string | null {
  const word = declared.split(';', 1)[0]!.trim().toLowerCase();
  const fits = MEDIA_TYPES.filter(
    ({ type, aliases, isImage }) => (isImage || accepts === 'document') && (type === word || aliases.includes(word)),
  );
  return fits.find(({ matches }) => matches(content))?.type ?? null;
}

/** For the `accept` attribute of a file field. */
export function acceptedTypes(accepts: 'image' | 'document'): string {
  return MEDIA_TYPES.filter(({ isImage }) => isImage || accepts === 'document')
    .map(({ type }) => type)
    .join(',');
}
