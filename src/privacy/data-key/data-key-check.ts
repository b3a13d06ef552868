import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Client, Pool } from 'pg';
import { KEY_SOURCE, type KeySource } from '../../config/key-source';
import { checkFirst, POOL } from '../../database/pool';
import { SessionRefused } from '../../postgres/session';
import { DataKey } from './data-key';
import {
  addIndexKey,
  CHECK,
  findCheck,
  findIndexKeys,
  findOlder,
  findRecords,
  recordFirst,
  type SealedValue,
} from './data-key.repository';
import type { DataKeyRecord } from './data-key-record.entity';
import { INDEX_PURPOSES, KeyRing, VARIABLES } from './key-ring';

/** SQLSTATEs: the table does not exist yet; the database is read-only. */
const NO_TABLE = '42P01';
const READ_ONLY = '25006';

const UNKNOWN = 'is not the key under which the data in this database are sealed: use that one, or another database';

/**
 * Without the keys of the database nothing could be decrypted, here or by other processes. So no connection, not even
 * a command-line program's, is used before the ring was compared with what the database records.
 */
@Injectable()
export class DataKeyCheck implements OnModuleInit {
  constructor(
    @Inject(KEY_SOURCE) private readonly source: KeySource,
    @Inject(POOL) pool: Pool,
    private readonly ring: KeyRing,
  ) {
    checkFirst(pool, (client) => this.check(client));
  }

  async onModuleInit(): Promise<void> {
    this.ring.hold(await this.source.dataKeys());
  }

  /**
   * Resolves to whether the check could be decided: not before the migration has run, nor where the record is missing
   * and cannot be written. Rejects with SessionRefused, which names the key, when the ring lacks one.
   */
  private async check(client: Client): Promise<boolean> {
    try {
      const keys = await this.source.dataKeys();
      this.ring.hold(keys);
      let records = await findRecords(client);
      if (records.length === 0) {
        await this.recordFirst(client, keys);
        records = await findRecords(client);
      }
      this.assertOpen(records);
      this.ring.follow(records, await this.indexKeys(client));
      return true;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === NO_TABLE || code === READ_ONLY) return false;
      throw error;
    }
  }

  /**
   * Of a database older than the record, the key that opens what is there; otherwise the first key of the ring. Has no
   * effect when another process was faster.
   */
  private async recordFirst(client: Client, keys: readonly Buffer[]): Promise<void> {
    const check = await findCheck(client);
    const older = check.length > 0 ? check : await findOlder(client);
    const key = keys.map((bytes) => new DataKey(bytes)).find((candidate) => opensAll(candidate, older));
    if (!key && (await findRecords(client)).length > 0) return;
    if (!key) throw new SessionRefused(VARIABLES, UNKNOWN);
    const isUnnamed = older.length > 0;
    await recordFirst(client, key.id, isUnnamed, isUnnamed ? key.sealUnnamed(CHECK, CHECK) : key.seal(CHECK, CHECK));
  }

  /** Each key of the record is in the ring, and is the one whose id it has. */
  private assertOpen(records: readonly DataKeyRecord[]): void {
    this.ring.follow(records);
    const problem = this.ring.problem();
    if (problem !== null) throw new SessionRefused(VARIABLES, problem);
    for (const { keyId, checkSealed } of records) {
      const key = this.ring.key(keyId);
      if (key && !opens(key, { context: CHECK, sealed: checkSealed }))
        throw new SessionRefused(VARIABLES, `has another key than the one that is recorded as ${keyId}`);
    }
  }

  /** Keys that do not exist yet are derived from the key that seals: at the first start from the first key. */
  private async indexKeys(client: Client): Promise<Map<string, Buffer>> {
    const sealing = this.ring.records.find(({ state }) => state === 'SEALING')!;
    const found = await findIndexKeys(client);
    const missing = INDEX_PURPOSES.filter((purpose) => !found.has(purpose));
    for (const purpose of missing) {
      const key = this.ring.key(sealing.keyId)!.derive(purpose);
      await addIndexKey(client, purpose, this.ring.seal(contextOf(purpose), key));
    }
    const all = missing.length > 0 ? await findIndexKeys(client) : found;
    return new Map([...all].map(([purpose, sealed]) => [purpose, this.ring.open(contextOf(purpose), sealed)]));
  }
}

const contextOf = (purpose: string): string => `index-key:${purpose}`;

/** Values of before name no key; the check of a key may do so. */
function opens(key: DataKey, { context, sealed }: SealedValue): boolean {
  try {
    return Boolean(sealed[0] === 1 ? key.openUnnamed(context, sealed) : key.open(context, sealed));
  } catch {
    return false;
  }
}

const opensAll = (key: DataKey, values: readonly SealedValue[]): boolean => values.every((value) => opens(key, value));
