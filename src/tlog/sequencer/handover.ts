import { isNoteSignedBy, type NoteKey, type NoteSigner, parseNote, readVkey, vkeyOf } from '../checkpoint/signed-note';
import { insertOf } from '../../database/statements/insert-of';
import { write, type Write } from '../../database/write';
import { AuditKeyHandover } from '../audit-key-handover.entity';
import { HistoryRefused } from '../history';
import type { SequencerSession, SignedCheckpoint } from './sequencer-session';

/** First line of the text that the former key signs; no checkpoint begins like it, since its second line is a size. */
const FORMAT = 'portico.audit/handover/v1';

/**
 * The log of `origin` is handed over to another key by the entry behind `size` leaves: checkpoints over more than that
 * and the entry itself are signed by the key of `vkey`, and by it only.
 */
export interface Handover {
  readonly origin: string;
  readonly size: number;
  readonly vkey: string;
}

export const handoverText = ({ origin, size, vkey }: Handover): string => `${FORMAT}\n${origin}\n${size}\n${vkey}\n`;

const RECORD = insertOf<AuditKeyHandover>(AuditKeyHandover, 'audit-key-handovers.record');

/** Commit it with the entry: by it the leader knows that it has to hand the log over. */
export function recordHandover(handover: AuditKeyHandover): Write<void> {
  return write(RECORD, handover, undefined);
}

/** What a note hands over; null unless the key signed it. */
export function openHandover(note: string, key: NoteKey): Handover | null {
  try {
    const parsed = parseNote(note);
    const [format, origin = '', size = '', vkey = ''] = parsed.text.split('\n');
    const isRight = format === FORMAT && origin === key.name && isNoteSignedBy(parsed, key) === true;
    return isRight ? { origin, size: Number(size), vkey } : null;
  } catch {
    return null;
  }
}

/** Which key signs, and a hand-over that is committed but not sealed yet. */
export interface Signing {
  readonly signer: NoteSigner;
  readonly pending: { readonly entryId: string; readonly next: NoteSigner } | null;
}

/**
 * The key that signs now: the one of this replica's that signed the last checkpoint, else its first one, or the key to
 * which that one handed the log over. Throws HistoryRefused when the replica lacks the key.
 */
export async function signingOf(
  session: SequencerSession,
  signers: readonly NoteSigner[],
  leaves: number,
  last: SignedCheckpoint | null,
): Promise<Signing> {
  const handovers = await session.handovers(signers[0]!.key.name);
  let signer = signers.find(({ key }) => hasSigned(key, last)) ?? signers[0]!;
  for (const { size, leafIndex, note } of handovers) {
    const handover = leafIndex === size ? openHandover(note, signer.key) : null;
    if (handover) signer = heldOf(signers, handover);
  }
  for (const { entryId, size, leafIndex, note } of handovers) {
    const handover = leafIndex === null && size === leaves ? openHandover(note, signer.key) : null;
    if (handover) return { signer, pending: { entryId, next: heldOf(signers, handover) } };
  }
  return { signer, pending: null };
}

function hasSigned(key: NoteKey, last: SignedCheckpoint | null): boolean {
  return last !== null && isNoteSignedBy(parseNote(last.note), key) === true;
}

function heldOf(signers: readonly NoteSigner[], { vkey }: Handover): NoteSigner {
  const found = signers.find(({ key }) => vkeyOf(key) === vkey);
  if (found) return found;
  throw new HistoryRefused(
    `the log was handed over to the key ${readVkey(vkey).id.toString('hex')}: set AUDIT_SIGNING_KEY to it, or add it ` +
      'to AUDIT_SIGNING_KEYS',
  );
}
