import { checkpointText } from '../checkpoint/checkpoint';
import type { Frontier, StoredSubtree } from '../frontier';
import { assertHolds, grownTo, HistoryRefused, readCheckpoint } from '../history';
import { hashesIn } from '../merkle';
import type { NoteSigner } from '../checkpoint/signed-note';
import { signingOf } from './handover';
import type { Round, SequencerSession, SignedCheckpoint } from './sequencer-session';

/** The most leaves between two checkpoints. */
const MAX_APART = 256;
/** The most batches (of at most 32 entries) in one commit. */
const MAX_BATCHES = 128;

/** No part of Portico changes an entry that waits. */
const CHANGED = 'the hashes of waiting entries were changed after they were read; run npx portico audit verify';
const isChanged = (error: unknown): boolean => error instanceof Error && error.message === 'audit.unchanged';

/** Gives entries leaf indexes, extends the tree, signs its root. Only in the leader, after the history was verified. */
export class Sealer {
  private constructor(
    private readonly session: SequencerSession,
    private key: NoteSigner,
    private frontier: Frontier,
  ) {}

  /**
   * Recomputes the last checkpoint's tree from what is stored and the standby confirmed, and ends a hand-over to
   * another key that has begun. `signers`: the keys of this replica. Throws HistoryRefused.
   */
  static async begin(session: SequencerSession, signers: readonly NoteSigner[]): Promise<Sealer> {
    const { leaves, last } = await session.history();
    await session.confirm();
    const { signer, pending } = await signingOf(session, signers, leaves, last);
    const size = last?.size ?? 0;
    if (leaves !== size)
      throw new HistoryRefused(`${leaves} leaves are stored, and the last checkpoint is over ${size}`);
    const frontier = await grownTo(session, size);
    if (last)
      assertHolds(
        readCheckpoint(last.note, signer, 'the last checkpoint in the database'),
        frontier,
        signer,
        'the last checkpoint in the database',
      );
    const sealer = new Sealer(session, signer, frontier);
    if (pending) await sealer.handOver(pending.entryId, pending.next);
    return sealer;
  }

  /** The key that signs now. */
  get signer(): NoteSigner {
    return this.key;
  }

  get size(): number {
    return this.frontier.size;
  }

  /** Seals waiting entries. Resolves to whether there may be more to seal at once. Throws HistoryRefused. */
  async round(): Promise<boolean> {
    const batches = await this.session.waiting(MAX_BATCHES);
    if (batches.length > 0) await this.seal(batches);
    return batches.length === MAX_BATCHES;
  }

  /** Seals the entry that hands the log over, alone: with the last signature of the former key. */
  private async handOver(entryId: string, next: NoteSigner): Promise<void> {
    const batch = await this.session.batchOf(entryId);
    if (batch === null) return;
    await this.seal([batch]);
    this.key = next;
  }

  private async seal(batches: Round['batches']): Promise<void> {
    const { round, frontier } = this.plan(batches);
    await this.session.seal(round).catch((error: unknown) => {
      throw isChanged(error) ? new HistoryRefused(CHANGED) : error;
    });
    this.frontier = frontier;
  }

  private plan(batches: Round['batches']): { round: Round; frontier: Frontier } {
    const frontier = this.frontier.copy();
    const subtrees: StoredSubtree[] = [];
    const checkpoints: SignedCheckpoint[] = [];
    const sign = (): void => {
      const { size, root } = frontier;
      checkpoints.push({
        size,
        root,
        note: this.key.sign(checkpointText({ origin: this.key.key.name, size, root })),
      });
    };
    for (const leaf of batches.flatMap(({ hashes }) => hashesIn(hashes))) {
      subtrees.push(...frontier.append(leaf));
      if ((frontier.size - this.frontier.size) % MAX_APART === 0) sign();
    }
    if (checkpoints.at(-1)?.size !== frontier.size) sign();
    return { round: { size: this.frontier.size, root: this.frontier.root, batches, subtrees, checkpoints }, frontier };
  }
}
