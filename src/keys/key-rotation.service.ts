import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { Action } from '../audit/actions';
import { type Actor, AuditService } from '../audit/audit.service';
import type { Json } from '../audit/canonical-json';
import { CLOCK, type Clock } from '../config/clock';
import { Committer } from '../database/committer';
import { together, type Write } from '../database/write';
import {
  type DataKeyFacts,
  DataKeysService,
  type Holder,
  isKeyChangeRefused,
} from '../privacy/data-key/data-keys.service';
import { KeysRefused } from './keys-refused';

/** A key of the record, or one that only this ring holds (`state` null), with the values that name it. */
export interface KeyStatus {
  readonly keyId: string;
  readonly state: DataKeyFacts['state'] | null;
  /** Whether this process holds it. */
  readonly isHeld: boolean;
  readonly sealingSince: Date | null;
  readonly values: number;
}

export interface RingStatus {
  readonly keys: readonly KeyStatus[];
  /** Values that name no key, and whether such values are still made. */
  readonly unnamed: number;
  readonly sealsUnnamed: boolean;
  readonly replicas: readonly Holder[];
}

/** Milliseconds after which every replica follows a rotation. */
const FOLLOWED_MS = 3_000;

/** Rotation of the data key: online, each step audited, and each can be begun again after it was interrupted. */
@Injectable()
export class KeyRotationService {
  constructor(
    private readonly keys: DataKeysService,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async status(): Promise<RingStatus> {
    const [records, counts, replicas] = [
      await this.keys.records(),
      await this.keys.counts(),
      await this.keys.holders(),
    ];
    const recorded = records.map(({ keyId, state, sealingSince }) => ({
      keyId,
      state,
      isHeld: this.keys.heldIds.includes(keyId),
      sealingSince,
      values: counts.get(keyId) ?? 0,
    }));
    const further = this.keys.heldIds
      .filter((id) => records.every(({ keyId }) => keyId !== id))
      .map((keyId) => ({ keyId, state: null, isHeld: true, sealingSince: null, values: 0 }));
    return {
      keys: [...recorded, ...further],
      unnamed: counts.get('unnamed') ?? 0,
      sealsUnnamed: records.some(({ sealsUnnamed }) => sealsUnnamed),
      replicas,
    };
  }

  /**
   * Makes another key of this ring seal: `to`, or the one that the database does not know yet. Every replica that runs
   * must hold it. Returns the ids of both. Throws KeysRefused.
   */
  async rotate(operator: Actor, to?: string): Promise<{ former: string; next: string }> {
    const records = await this.keys.records();
    const former = sealing(records).keyId;
    const next = to ?? this.onlyNew(records);
    const known = records.find(({ keyId }) => keyId === next);
    if (!this.keys.heldIds.includes(next))
      throw new KeysRefused(`The key ${next} is neither PORTICO_DATA_KEY nor in PORTICO_DATA_KEYS.`);
    if (next === former) throw new KeysRefused(`The key ${next} seals already.`);
    if (known && known.state !== 'OPENING') throw new KeysRefused(`The key ${next} is ${known.state}: make a new key.`);
    const without = (await this.keys.holders()).filter(({ keyIds }) => !keyIds.includes(next));
    if (without.length > 0)
      throw new KeysRefused(
        `${without.length} of the replicas that run do not hold the key ${next}: add it to their PORTICO_DATA_KEYS, ` +
          'restart them, and try again.',
      );
    await this.commit(operator, 'keys.rotate', next, { former_key: former }, this.keys.rotation(former, next));
    await this.keys.records();
    return { former, next };
  }

  /**
   * Seals all values anew under the key that seals. Values of before then name their key as well: replicas of the
   * version before must have ended. Returns the key, and how many values were sealed anew.
   */
  async rewrap(
    operator: Actor,
    told: (done: number, all: number) => void = () => undefined,
  ): Promise<{ keyId: string; values: number }> {
    const key = sealing(await this.keys.records());
    const { keyId } = key;
    const counts = await this.keys.counts();
    const all = [...counts].reduce((sum, [name, count]) => sum + (name === keyId ? 0 : count), 0);
    await this.commit(
      operator,
      'keys.rewrap',
      keyId,
      { phase: 'begun', values: all },
      ...(key.sealsUnnamed ? [this.keys.rotation(keyId, keyId)] : []),
    );
    const since = sealing(await this.keys.records()).sealingSince;
    const first = await this.keys.rewrap(keyId, (done) => told(done, all));
    const ageMs = this.clock.now().getTime() - (since?.getTime() ?? 0);
    if (ageMs < FOLLOWED_MS) await pause(FOLLOWED_MS - ageMs);
    const values = first + (await this.keys.rewrap(keyId, (done) => told(first + done, all)));
    await this.commit(operator, 'keys.rewrap', keyId, { phase: 'ended', values });
    return { keyId, values };
  }

  /**
   * Retires a key that nothing names any more: no replica opens with it afterwards, and none starts with it alone.
   * Throws KeysRefused, with the number of values, while something names it.
   */
  async retire(operator: Actor, keyId: string): Promise<void> {
    const records = await this.keys.records();
    const known = records.find((record) => record.keyId === keyId);
    if (!known) throw new KeysRefused(`The database knows no key ${keyId}.`);
    if (known.state === 'RETIRED') throw new KeysRefused(`The key ${keyId} is retired.`);
    if (known.state === 'SEALING')
      throw new KeysRefused(`The key ${keyId} seals: rotate to another key first (npx portico keys rotate).`);
    // From here on nothing new is sealed under it, and what others are about to write is waited for.
    if (known.state === 'OPENING') await this.committer.commit(this.keys.transition(keyId, 'OPENING', 'RETIRING'));
    await this.keys.untilOthersEnded();
    const refusal = await this.whyNeeded(known);
    if (refusal !== null) {
      await this.committer.commit(this.keys.transition(keyId, 'RETIRING', 'OPENING'));
      throw new KeysRefused(refusal);
    }
    await this.commit(operator, 'keys.retire', keyId, {}, this.keys.transition(keyId, 'RETIRING', 'RETIRED'));
  }

  private async whyNeeded({ keyId, opensUnnamed }: DataKeyFacts): Promise<string | null> {
    const counts = await this.keys.counts();
    const values = (counts.get(keyId) ?? 0) + (opensUnnamed ? (counts.get('unnamed') ?? 0) : 0);
    if (values > 0)
      return `${values} values are sealed under the key ${keyId}: seal them anew first (npx portico keys rewrap).`;
    return opensUnnamed && (await this.keys.hasOldFingerprints())
      ? `Idempotency-Keys from before key ids are compared under the key ${keyId}: they are removed after 30 days.`
      : null;
  }

  private onlyNew(records: readonly DataKeyFacts[]): string {
    const fresh = this.keys.heldIds.filter((id) => records.every(({ keyId }) => keyId !== id));
    if (fresh.length === 1) return fresh[0]!;
    throw new KeysRefused(
      fresh.length === 0
        ? 'There is no new key: put one into PORTICO_DATA_KEYS, here and for every replica, or name one with --to.'
        : `There are ${fresh.length} new keys: name one with --to (${fresh.join(', ')}).`,
    );
  }

  private async commit(
    operator: Actor,
    action: Action,
    keyId: string,
    detail: Readonly<Record<string, Json>>,
    ...changes: readonly Write<unknown>[]
  ): Promise<void> {
    await this.committer
      .commit(together(this.audit.event(operator, { action, subject: keyId, detail }, 'SUCCEEDED'), ...changes))
      .catch((error: unknown) => {
        throw isKeyChangeRefused(error)
          ? new KeysRefused('Another command changed the keys meanwhile: try again.')
          : error;
      });
  }
}

const sealing = (records: readonly DataKeyFacts[]): DataKeyFacts => records.find(({ state }) => state === 'SEALING')!;
