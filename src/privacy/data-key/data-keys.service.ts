import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { isRefusedBy } from '../../database/failure';
import { POOL } from '../../database/pool';
import { write, type Write } from '../../database/write';
import {
  CHECK,
  findHolders,
  findRecords,
  findTransactions,
  type Holder,
  ROTATE_KEY,
  CHANGE_STATE,
} from './data-key.repository';
import type { DataKeyRecord } from './data-key-record.entity';
import { KeyRing } from './key-ring';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns';
import { type OtherValue, SealedValuesRepository, type StoredValue } from './sealed-values.repository';

/** Rows that are read, and values that are sealed anew, in one commit. */
const AT_ONCE = 1_000;
const POLL_MS = 100;

export type DataKeyState = DataKeyRecord['state'];
export type { Holder };
/** What is recorded of a key. */
export type DataKeyFacts = Omit<DataKeyRecord, 'checkSealed'>;

/** Whether the error is that a key was not in the state from which it was to be changed. */
export const isKeyChangeRefused = (error: unknown): boolean => isRefusedBy(error, ROTATE_KEY, CHANGE_STATE);

/** Values by the key that they name; `unnamed`: those of before key ids. */
export type ValueCounts = ReadonlyMap<string, number>;

/** What an operator does with data keys, without the audit of it. */
@Injectable()
export class DataKeysService {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly ring: KeyRing,
    private readonly values: SealedValuesRepository,
  ) {}

  /** What is recorded now; the oldest key first. This process's ring follows it. */
  async records(): Promise<DataKeyFacts[]> {
    const records = await findRecords(this.pool);
    this.ring.follow(records);
    return records;
  }

  /** Replicas that were seen in the last twenty seconds. */
  async holders(): Promise<Holder[]> {
    return findHolders(this.pool);
  }

  get heldIds(): readonly string[] {
    return this.ring.heldIds;
  }

  async counts(): Promise<ValueCounts> {
    const all = new Map<string, number>();
    for (const column of SEALED_COLUMNS)
      for (let from: readonly string[] | null = null, isMore = true; isMore;) {
        const { found, next } = await this.values.count(column, from);
        for (const [name, count] of found) all.set(name, (all.get(name) ?? 0) + count);
        [from, isMore] = [next, next !== null];
      }
    return all;
  }

  /** Whether answers are stored that only the first key can compare. */
  async hasOldFingerprints(): Promise<boolean> {
    return this.values.hasOldFingerprints();
  }

  /** Makes a held key seal. `next` may be `former`: its values then name it. Refused unless `former` seals. */
  rotation(former: string, next: string): Write<void> {
    return write(ROTATE_KEY, { former, next, next_check: this.ring.heldKey(next)!.seal(CHECK, CHECK) }, undefined);
  }

  /** Refused when the key is in another state than `former`. */
  transition(keyId: string, former: DataKeyState, state: DataKeyState): Write<void> {
    return write(CHANGE_STATE, { keyId, former, state }, undefined);
  }

  /** Resolves when every transaction has ended that has written something before. */
  async untilOthersEnded(): Promise<void> {
    const { newest } = await findTransactions(this.pool);
    while ((await findTransactions(this.pool)).oldest < newest) await pause(POLL_MS);
  }

  /**
   * Seals all values anew that name another key than `keyId`, which seals, in the order of their rows' keys. Each batch
   * is a commit, so an interrupted pass can be begun again: what is done is passed over. `told`: after each batch, how
   * many were sealed anew. A value that another process changes meanwhile is left as that process wrote it.
   */
  async rewrap(keyId: string, told: (done: number) => void): Promise<number> {
    let done = 0;
    for (const column of SEALED_COLUMNS)
      for (let from: readonly string[] | null = null, isMore = true; isMore;) {
        const { found, next } = await this.values.others(column, keyId, from, AT_ONCE);
        if (found.length > 0) {
          done += await this.values.replace(
            column,
            found.map((value) => this.anew(column, value)),
          );
          told(done);
        }
        [from, isMore] = [next, next !== null];
      }
    return done;
  }

  private anew({ form }: SealedColumn, value: OtherValue): OtherValue & { sealedAnew: StoredValue } {
    const again = (sealed: Buffer): Buffer => this.ring.seal(value.context, this.ring.open(value.context, sealed));
    const sealedAnew =
      form === 'bytes' || Buffer.isBuffer(value.value)
        ? again(value.value as Buffer)
        : value.value.map((one) => ({ ...one, sealed: again(Buffer.from(one.sealed, 'hex')).toString('hex') }));
    return { ...value, sealedAnew };
  }
}
