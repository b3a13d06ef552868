import { Inject, Injectable } from '@nestjs/common';
import { type Actor, AuditService } from '../audit/audit.service';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { KEY_SOURCE, type KeySource } from '../config/key-source';
import { Committer } from '../database/committer';
import { together } from '../database/write';
import { DataKey } from '../privacy/data-key/data-key';
import { DataKeysService } from '../privacy/data-key/data-keys.service';
import { NoteSigner, vkeyOf } from '../tlog/checkpoint/signed-note';
import { formerKeyIds, handoverText, idOf, recordHandover, signingOf } from '../tlog/sequencer/handover';
import { Sealer } from '../tlog/sequencer/sealer';
import { SequencerSession } from '../tlog/sequencer/sequencer-session';
import { KeysRefused } from './keys-refused';

/** How often the leader is waited for; each time some seconds. */
const TRIES = 5;

/** Hands the audit log over to another key: an entry in the log, signed by the key before it. */
@Injectable()
export class AuditHandoverService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(KEY_SOURCE) private readonly source: KeySource,
    private readonly keys: DataKeysService,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /**
   * The other key of AUDIT_SIGNING_KEY and AUDIT_SIGNING_KEYS signs from now on: `to`, an id in its vkey, where there
   * are several. Every replica that runs must hold it. Returns both vkeys. Throws KeysRefused, or HistoryRefused.
   */
  async handOver(operator: Actor, to?: string): Promise<{ former: string; next: string }> {
    const { origin } = this.config.audit;
    const seeds = await this.source.auditKeys();
    const signers = seeds.map((seed) => new NoteSigner(origin, seed));
    const session = await SequencerSession.open(this.config.audit);
    try {
      if (!(await leads(session)))
        throw new KeysRefused('A gateway seals this log and does not give way: are all of this version? Try again.');
      const { leaves, last } = await session.history();
      await session.confirm();
      const { signer, pending } = await signingOf(session, signers, leaves, last);
      if (pending) throw new KeysRefused('The log is being handed over: try again.');
      const next = nextOf(signers, signer, formerKeyIds(await session.handovers(origin), origin), to);
      await this.assertHeld(next, seeds[signers.indexOf(next)]!);
      const handover = { origin: signer.key.name, size: leaves, vkey: vkeyOf(next.key) };
      const note = signer.sign(handoverText(handover));
      const entry = this.audit.event(
        operator,
        {
          action: 'audit.key.rotated',
          subject: handover.origin,
          detail: { former_vkey: vkeyOf(signer.key), ...handover, note },
        },
        'SUCCEEDED',
      );
      await this.committer.commit(
        together(
          entry,
          recordHandover({ entryId: entry.result.entry_id, origin: handover.origin, size: String(leaves), note }),
        ),
      );
      await Sealer.begin(session, signers);
      return { former: vkeyOf(signer.key), next: handover.vkey };
    } finally {
      await session.close();
    }
  }

  private async assertHeld(next: NoteSigner, seed: Buffer): Promise<void> {
    const { id } = new DataKey(seed);
    const without = (await this.keys.holders()).filter(({ keyIds }) => !keyIds.includes(id));
    if (without.length > 0)
      throw new KeysRefused(
        `${without.length} of the replicas that run do not hold the key ${idOf(next.key)}: add it to their ` +
          'AUDIT_SIGNING_KEYS, restart them, and try again.',
      );
  }
}

async function leads(session: SequencerSession): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries++) if (await session.waitToLead()) return true;
  return false;
}

function nextOf(
  signers: readonly NoteSigner[],
  current: NoteSigner,
  former: ReadonlySet<string>,
  to: string | undefined,
): NoteSigner {
  const ids = signers.filter((signer) => signer !== current).map(({ key }) => idOf(key));
  const fresh = ids.filter((id) => !former.has(id) && (to === undefined || id === to));
  if (fresh.length === 1) return signers.find(({ key }) => idOf(key) === fresh[0])!;
  if (fresh.length > 1)
    throw new KeysRefused(`There are ${fresh.length} new keys: name one with --to (${fresh.join(', ')}).`);
  const used = ids.find((id) => former.has(id) && id === (to ?? id));
  throw new KeysRefused(
    used === undefined
      ? 'There is no new key: put one into AUDIT_SIGNING_KEYS, here and for every replica.'
      : `There is no new key: ${used} handed this log on before, and no verifier takes what it signs later. Make ` +
          'another one (npx portico keys new).',
  );
}
