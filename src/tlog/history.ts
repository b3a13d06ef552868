import { type Checkpoint, parseCheckpoint } from './checkpoint/checkpoint';
import { Frontier } from './frontier';
import type { SequencerSession } from './sequencer/sequencer-session';
import { isNoteSignedBy, type NoteSigner, parseNote } from './checkpoint/signed-note';
import { edgeOf } from './tree-hashes';

/** The stored log does not continue what was signed. Nothing more is signed until an operator has resolved it. */
export class HistoryRefused extends Error {
  constructor(reason: string) {
    super(`nothing is sealed: ${reason}`);
    this.name = 'HistoryRefused';
  }
}

/** This replica holds no key that may sign now. It may hold one later, after a hand-over. */
export class WrongKey extends HistoryRefused {}

/** The tree of the first `size` leaves, from stored hashes. Throws HistoryRefused. */
export async function grownTo(session: SequencerSession, size: number): Promise<Frontier> {
  try {
    return new Frontier(size, await edgeOf(session, size));
  } catch (error) {
    if ((error as Error).message.includes('lacks hashes'))
      throw new HistoryRefused(`the stored tree of ${size} leaves lacks hashes`);
    throw error;
  }
}

/** A note's checkpoint; a signature with our key's name and id must be valid, earlier keys' are left to the auditor. */
export function readCheckpoint(text: string, { key }: NoteSigner, what: string): Checkpoint {
  try {
    const note = parseNote(text);
    if (isNoteSignedBy(note, key) === false) throw new Error('its signature does not hold');
    return parseCheckpoint(note.text);
  } catch (error) {
    throw new HistoryRefused(`${what} cannot be trusted: ${(error as Error).message}`);
  }
}

/** Throws HistoryRefused unless the checkpoint belongs to the signer's log and covers exactly this tree. */
export function assertHolds(
  { origin, size, root }: Checkpoint,
  frontier: Frontier,
  { key }: NoteSigner,
  what: string,
): void {
  if (origin !== key.name) throw new HistoryRefused(`${what} is of the log ${origin}, and this is ${key.name}`);
  if (size !== frontier.size || !root.equals(frontier.root))
    throw new HistoryRefused(`${what} is over ${size} leaves with another root than those that are stored`);
}
