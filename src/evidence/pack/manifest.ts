import { createHash } from 'node:crypto';

export const MANIFEST = 'SHA256SUMS';
/** The receipt of the entry that names the manifest. It and the manifest are the only files that are not listed. */
export const PROOF = 'pack.tlog-proof';

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** A line for each file, as `sha256sum` writes and checks them. */
export const manifestOf = (files: ReadonlyMap<string, Buffer>): Buffer =>
  Buffer.from([...files].map(([name, content]) => `${sha256(content)}  ${name}\n`).join(''));
