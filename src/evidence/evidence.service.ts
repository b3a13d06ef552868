import { Injectable } from '@nestjs/common';
import { AuditService, type Actor } from '../audit/audit.service';
import { WholeLog } from '../audit/history/whole-log';
import { Committer } from '../database/committer';
import { Fault } from '../errors';
import { EvidenceContents } from './evidence-contents';
import type { EvidenceWish } from './pack/content';
import { filesOf } from './pack/files';
import { assertSigned, checkpointIn, MANIFEST, manifestOf, PROOF, sha256 } from './pack/manifest';
import { zipOf } from './pack/zip';

/** A pack that was made. */
export interface EvidencePack {
  /** A name for the file. */
  readonly name: string;
  readonly zip: Buffer;
  readonly files: number;
  readonly entries: number;
  readonly consentReceipts: number;
  /** The entry of the audit log about the making. */
  readonly entryId: string;
}

/**
 * Makes evidence packs. The manifest has the hash of each file, and an entry of the log has the hash of the manifest:
 * its receipt, in the pack, is at once the proof that nothing was changed and that the making was audited. Neither a
 * further key nor a further signature is needed, and a person who trusts the log's key can check all of it.
 */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly contents: EvidenceContents,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    private readonly log: WholeLog,
  ) {}

  /** Takes a second or two: the entry has to be sealed. Throws what `collect` does. */
  async make(actor: Actor, wish: EvidenceWish): Promise<EvidencePack> {
    const content = await this.contents.collect(actor, wish);
    const files = await filesOf(content);
    const manifest = manifestOf(files);
    const { about, id, since, until, personal, reason } = wish;
    const entry = await this.committer.commit(
      this.audit.event(
        actor,
        {
          action: 'privacy.evidence.made',
          subject: content.subjectId,
          detail: {
            about,
            id,
            since: since?.toISOString() ?? null,
            until: until?.toISOString() ?? null,
            personal,
            reason,
            entries: content.entries.length,
            manifest_sha256: sha256(manifest),
          },
        },
        'SUCCEEDED',
      ),
    );
    const proof = await this.log.receiptOnceSealed(entry.entry_id);
    if (proof === null) throw new Fault('not-provable-yet');
    assertSigned(checkpointIn(proof), wish.vkeys);
    files.set(MANIFEST, manifest).set(PROOF, Buffer.from(proof));
    return {
      name: `portico-evidence-${id}.zip`,
      zip: zipOf(files),
      files: files.size,
      entries: content.entries.length,
      consentReceipts: content.receipts.length,
      entryId: entry.entry_id,
    };
  }
}
