import { type Checkpoint, checkpointText, parseCheckpoint } from './checkpoint';
import type { CheckpointSink } from './checkpoint-sink';
import { Frontier, type StoredSubtree } from './frontier';
import { isSignedBy, type NoteSigner, parseNote } from './signed-note';
import type { Round, SequencerSession, SignedCheckpoint } from './sequencer-session';
import { edgeOf } from './tree-hashes';

/** Leaves between two checkpoints, at most. */
const MOST_APART = 256;
/** Batches (of at most 32 entries) in one commit. */
const MOST_BATCHES = 128;

/** The log, as it is stored, does not continue what was signed: nothing more is signed until somebody has looked. */
export class HistoryRefused extends Error {
  constructor(reason: string) {
    super(`nothing is sealed: ${reason}`);
    this.name = 'HistoryRefused';
  }
}

/** Gives waiting entries their places, extends the tree and signs it. Exists only in the leader, and only on top of a history that holds. */
export class Sealer {
  /** Checkpoints that the sink has not taken yet, oldest first. */
  private unsaved: string[] = [];

  private constructor(
    private readonly session: SequencerSession,
    private readonly signer: NoteSigner,
    private readonly sink: CheckpointSink,
    private frontier: Frontier,
  ) {}

  /** Recomputes the tree of the last checkpoint, in the database and in the sink, from what is stored and confirmed by the standby. Throws HistoryRefused. */
  static async begin(session: SequencerSession, signer: NoteSigner, sink: CheckpointSink): Promise<Sealer> {
    const { leaves, last } = await session.history();
    await session.confirm();
    const size = last?.size ?? 0;
    if (leaves !== size) throw new HistoryRefused(`${leaves} leaves are stored, and the last checkpoint is over ${size}`);
    const frontier = await grownTo(session, size);
    if (last) assertHolds(readCheckpoint(last.note, signer, 'the last checkpoint in the database'), frontier, signer, 'the last checkpoint in the database');
    const saved = await sink.latest();
    const outside = saved === null ? null : readCheckpoint(saved, signer, 'the last checkpoint outside the database');
    if (outside && outside.size > size) throw new HistoryRefused(`a checkpoint over ${outside.size} leaves was signed, and ${size} are stored`);
    if (outside) assertHolds(outside, await grownTo(session, outside.size), signer, 'the last checkpoint outside the database');
    const sealer = new Sealer(session, signer, sink, frontier);
    if (last && outside?.size !== size) sealer.unsaved.push(last.note);
    return sealer;
  }

  get size(): number {
    return this.frontier.size;
  }

  /** Seals what waits. Whether there may be more at once. */
  async round(): Promise<boolean> {
    const batches = await this.session.waiting(MOST_BATCHES);
    if (batches.length > 0) {
      const { round, frontier } = this.plan(batches);
      await this.session.seal(round);
      this.frontier = frontier;
      this.unsaved.push(...round.checkpoints.map(({ note }) => note));
    }
    return batches.length === MOST_BATCHES;
  }

  /** Brings the checkpoints that were committed to the sink. Rejects when it takes none; they are kept for the next time. */
  async save(): Promise<void> {
    if (this.unsaved.length === 0) return;
    await this.sink.append(this.unsaved);
    this.unsaved = [];
  }

  private plan(batches: Round['batches']): { round: Round; frontier: Frontier } {
    const frontier = this.frontier.copy();
    const subtrees: StoredSubtree[] = [];
    const checkpoints: SignedCheckpoint[] = [];
    const sign = (): void => {
      const { size, root } = frontier;
      checkpoints.push({ size, root, note: this.signer.sign(checkpointText({ origin: this.signer.key.name, size, root })) });
    };
    for (const leaf of batches.flatMap(({ leaf_hashes }) => leaf_hashes)) {
      subtrees.push(...frontier.append(leaf));
      if ((frontier.size - this.frontier.size) % MOST_APART === 0) sign();
    }
    if (checkpoints.at(-1)?.size !== frontier.size) sign();
    return { round: { size: this.frontier.size, root: this.frontier.root, batches, subtrees, checkpoints }, frontier };
  }
}

async function grownTo(session: SequencerSession, size: number): Promise<Frontier> {
  try {
    return new Frontier(size, await edgeOf(session, size));
  } catch (error) {
    if ((error as Error).message.includes('lacks hashes')) throw new HistoryRefused(`the stored tree of ${size} leaves lacks hashes`);
    throw error;
  }
}

/** What the note says; a signature that claims to be of our key must hold. Signatures of earlier keys are the auditor's to check. */
function readCheckpoint(text: string, { key }: NoteSigner, what: string): Checkpoint {
  try {
    const note = parseNote(text);
    if (isSignedBy(note, key) === false) throw new Error('its signature does not hold');
    return parseCheckpoint(note.text);
  } catch (error) {
    throw new HistoryRefused(`${what} cannot be trusted: ${(error as Error).message}`);
  }
}

function assertHolds({ origin, size, root }: Checkpoint, frontier: Frontier, { key }: NoteSigner, what: string): void {
  if (origin !== key.name) throw new HistoryRefused(`${what} is of the log ${origin}, and this is ${key.name}`);
  if (size !== frontier.size || !root.equals(frontier.root)) throw new HistoryRefused(`${what} is over ${size} leaves with another root than those that are stored`);
}
