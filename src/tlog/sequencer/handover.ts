import { isNoteSignedBy, type NoteKey, type NoteSigner, parseNote, readVkey, vkeyOf } from '../checkpoint/signed-note';
import { insertOf } from '../../database/statements/insert-of';
import { write, type Write } from '../../database/write';
import { AuditKeyHandover } from '../audit-key-handover.entity';
import { HistoryRefused, readCheckpoint, WrongKey } from '../history';
import type { RecordedHandover, SequencerSession, SignedCheckpoint } from './sequencer-session';

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

const LAST = 'the last checkpoint in the database';

/**
 * The key that signs now: the one that signed the last checkpoint, or the one to which that one handed the log over. A
 * log without checkpoints is signed by the first of `signers`. Throws HistoryRefused; WrongKey when the replica holds
 * no such key.
 */
export async function signingOf(
  session: SequencerSession,
  signers: readonly NoteSigner[],
  leaves: number,
  last: SignedCheckpoint | null,
): Promise<Signing> {
  const { name } = signers[0]!.key;
  const handovers = await session.handovers(name);
  const signer = last === null ? signers[0]! : signerBehind(last, signers, handovers);
  for (const { entryId, size, leafIndex, note } of handovers) {
    const handover = leafIndex === null && size === leaves ? openHandover(note, signer.key) : null;
    if (handover) return { signer, pending: { entryId, next: heldOf(signers, handover) } };
  }
  return { signer, pending: null };
}

/** Which key may sign what follows the checkpoint. */
function signerBehind(
  last: SignedCheckpoint,
  signers: readonly NoteSigner[],
  handovers: readonly RecordedHandover[],
): NoteSigner {
  const { name } = signers[0]!.key;
  const { origin } = readCheckpoint(last.note, signers[0]!, LAST);
  if (origin !== name) throw new HistoryRefused(`${LAST} is of the log ${origin}, and this is ${name}`);
  const ids = keyIdsIn(last.note, name);
  const former = signers.find(({ key }) => ids.includes(idOf(key)));
  // The leaf of a hand-over is sealed alone, so the last signature of the former key is behind exactly that leaf.
  for (const { size, leafIndex, note } of handovers) {
    if (leafIndex !== size || size + 1 !== last.size) continue;
    const handover = former ? openHandover(note, former.key) : readHandover(note, name, ids);
    if (handover) return heldOf(signers, handover);
  }
  if (former) return former;
  throw new WrongKey(
    `the log goes on with the key ${ids.join(', ')}, which signed its last checkpoint, and this process holds ` +
      `${heldIds(signers)}: ${REMEDY}`,
  );
}

/** What a note of a key that this replica lacks hands over: only its id is compared, verifiers check the signature. */
function readHandover(text: string, name: string, ids: readonly string[]): Handover | null {
  try {
    const [format, origin = '', size = '', vkey = ''] = parseNote(text).text.split('\n');
    const isRight = format === FORMAT && origin === name && keyIdsIn(text, name).some((id) => ids.includes(id));
    return isRight ? { origin, size: Number(size), vkey } : null;
  } catch {
    return null;
  }
}

/** The keys that handed the log on, by their ids: no verifier takes what they sign later. */
export const formerKeyIds = (handovers: readonly RecordedHandover[], name: string): ReadonlySet<string> =>
  new Set(handovers.flatMap(({ note }) => keyIdsIn(note, name)));

const keyIdsIn = (note: string, name: string): string[] =>
  parseNote(note)
    .signatures.filter((signature) => signature.name === name)
    .map(({ id }) => id.toString('hex'));

function heldOf(signers: readonly NoteSigner[], { vkey }: Handover): NoteSigner {
  const found = signers.find(({ key }) => vkeyOf(key) === vkey);
  if (found) return found;
  throw new WrongKey(
    `the log was handed over to the key ${idOf(readVkey(vkey))}, and this process holds ${heldIds(signers)}: ${REMEDY}`,
  );
}

const REMEDY =
  'set AUDIT_SIGNING_KEY to the key of the log, or add it to AUDIT_SIGNING_KEYS; another key begins with ' +
  'npx portico keys rotate-audit';
export const idOf = ({ id }: NoteKey): string => id.toString('hex');
const heldIds = (signers: readonly NoteSigner[]): string => signers.map(({ key }) => idOf(key)).join(', ');
