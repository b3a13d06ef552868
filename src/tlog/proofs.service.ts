import { Injectable } from '@nestjs/common';
import { Confirmation } from '../database/confirmation';
import { Fault, fieldFault } from '../errors';
import type { AuditCheckpoint } from './audit-checkpoint.entity';
import { LogRepository } from './log.repository';
import { consistencySpans, inclusionSpans } from './merkle';
import { consistencyText, receiptText } from './tlog-proof';

/** Checkpoints and proofs (C2SP), confirmed by the standby first, so none is lost: Fault `database-unavailable`. */
@Injectable()
export class ProofsService {
  constructor(
    private readonly log: LogRepository,
    private readonly confirmation: Confirmation,
  ) {}

  /** The newest checkpoint. Throws Fault `not-provable-yet` while nothing is sealed. */
  async checkpoint(): Promise<string> {
    return this.confirmed((await this.latest()).note);
  }

  /** A receipt for the entry, against the newest checkpoint. `leaf`: its bytes. Throws Fault `not-provable-yet`. */
  async receipt(entryId: string, leaf: Buffer): Promise<string> {
    const index = await this.log.findIndex(entryId);
    if (index === null) throw new Fault('not-provable-yet');
    const { treeSize, note } = await this.latest();
    const hashes = await this.log.hashesOf(inclusionSpans(index, Number(treeSize)));
    return this.confirmed(receiptText({ leaf, index, hashes, checkpoint: note }));
  }

  /** The newest checkpoint, confirmed, and receipts against it. Throws Fault `not-provable-yet`. */
  async receipts(): Promise<{ size: number; checkpoint: string; of(index: number, leaf: Buffer): Promise<string> }> {
    const { treeSize, note } = await this.latest();
    await this.confirmation.confirm();
    const size = Number(treeSize);
    return {
      size,
      checkpoint: note,
      of: async (index, leaf) =>
        receiptText({
          leaf,
          index,
          hashes: await this.log.hashesOf(inclusionSpans(index, size)),
          checkpoint: note,
        }),
    };
  }

  /** Proves that the tree of `to` leaves (or the newest) continues `from`. Fault `bad-request`, `not-provable-yet`. */
  async consistency(from: number, to: number | undefined): Promise<string> {
    const checkpoint = to === undefined ? await this.latest() : await this.log.findBySize(to);
    if (!checkpoint) throw fieldFault('query/to', 'not_a_checkpoint');
    const size = Number(checkpoint.treeSize);
    if (from > size) throw fieldFault('query/from', 'beyond_checkpoint');
    return this.confirmed(
      consistencyText(from, await this.log.hashesOf(consistencySpans(from, size)), checkpoint.note),
    );
  }

  private async confirmed(proof: string): Promise<string> {
    await this.confirmation.confirm();
    return proof;
  }

  private async latest(): Promise<AuditCheckpoint> {
    const latest = await this.log.findLatest();
    if (!latest) throw new Fault('not-provable-yet');
    return latest;
  }
}
