import { createHash } from 'node:crypto';
import { isNoteSignedBy, parseNote, readVkey } from '../../tlog/checkpoint/signed-note';

export const MANIFEST = 'SHA256SUMS';
/** The receipt of the entry that names the manifest. It and the manifest are the only files that are not listed. */
export const PROOF = 'pack.tlog-proof';

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** A line for each file, as `sha256sum` writes and checks them. */
export const manifestOf = (files: ReadonlyMap<string, Buffer>): Buffer =>
  Buffer.from([...files].map(([name, content]) => `${sha256(content)}  ${name}\n`).join(''));

/** The checkpoint at the end of a receipt. */
export const checkpointIn = (receipt: string): string => receipt.slice(receipt.indexOf('\n\n') + 2);

/** Throws unless one of the keys signed the checkpoint: who gets the pack could not check it. */
export function assertSigned(checkpoint: string, vkeys: readonly string[]): void {
  const note = parseNote(checkpoint);
  if (!vkeys.some((vkey) => isNoteSignedBy(note, readVkey(vkey)) === true))
    throw new Error('none of the keys that are known here signed the newest checkpoint');
}
