import { Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { SessionRefused } from '../../postgres/session';
import { DataKey, keyIdOf } from './data-key';

/** Of the variables that hold the keys; in messages. */
export const VARIABLES = 'PORTICO_DATA_KEY';

/** What the database records of a key; ids only, never the key. */
export interface RecordedKey {
  readonly keyId: string;
  readonly state: 'SEALING' | 'OPENING' | 'RETIRING' | 'RETIRED';
  readonly opensUnnamed: boolean;
  readonly sealsUnnamed: boolean;
}

/** HMACs that are stored: each has a key of its own, which stays the same when the data key changes. */
export const INDEX_PURPOSES = ['blind index', 'idempotency'] as const;
export type IndexPurpose = (typeof INDEX_PURPOSES)[number];

/** The first byte of a fingerprint under the index key; one of before has 32 bytes and none. */
const FINGERPRINT = Buffer.of(2);

/**
 * The data keys that this replica holds, and what the database records of them: all that are not retired open, exactly
 * one seals, and every sealed value names its key. Everything here is in memory.
 */
@Injectable()
export class KeyRing {
  private held = new Map<string, DataKey>();
  private recorded: readonly RecordedKey[] = [];
  private indexKeys: ReadonlyMap<string, Buffer> = new Map();

  /** Ids of the keys that this replica holds, retired ones among them. */
  get heldIds(): string[] {
    return [...this.held.keys()];
  }

  get records(): readonly RecordedKey[] {
    return this.recorded;
  }

  /** Keys as their source gave them. */
  hold(keys: readonly Buffer[]): void {
    this.held = new Map(keys.map((bytes) => new DataKey(bytes)).map((key) => [key.id, key]));
  }

  /** The keys of another ring. */
  holdAs({ held }: KeyRing): void {
    this.held = held;
  }

  /** What the database records; which key seals and which are retired applies from now on. */
  follow(recorded: readonly RecordedKey[], indexKeys: ReadonlyMap<string, Buffer> = this.indexKeys): void {
    this.recorded = recorded;
    this.indexKeys = indexKeys;
  }

  /** A key that is held and not retired; undefined otherwise. */
  key(id: string): DataKey | undefined {
    return this.isRetired(id) ? undefined : this.held.get(id);
  }

  /** A key that is held, retired or not. */
  heldKey(id: string): DataKey | undefined {
    return this.held.get(id);
  }

  isRetired(id: string): boolean {
    return this.recorded.some(({ keyId, state }) => keyId === id && state === 'RETIRED');
  }

  /** Why this ring cannot work with what is recorded: a rule after the variable's name; null when it can. */
  problem(): string | null {
    const lacking = this.recorded.filter(({ keyId, state }) => state !== 'RETIRED' && !this.held.has(keyId));
    const seals = lacking.find(({ state }) => state === 'SEALING');
    if (seals)
      return (
        `is not, and PORTICO_DATA_KEYS does not hold, the key ${seals.keyId}, under which the data in this database ` +
        'are sealed: add it, or use another database'
      );
    return lacking.length > 0
      ? `is not, and PORTICO_DATA_KEYS does not hold, the key ${lacking.map(({ keyId }) => keyId).join(', ')}, under ` +
          'which data in this database may be sealed: add it until it is retired (npx portico keys)'
      : null;
  }

  /** Seals under the key that seals now. `context`: what the value is, a colon, and whose. */
  seal(context: string, plain: Buffer | string): Buffer {
    const { key, isUnnamed } = this.sealing();
    return isUnnamed ? key.sealUnnamed(context, plain) : key.seal(context, plain);
  }

  /** Opens what any key that is not retired sealed. Throws SessionRefused, by id, when the ring lacks the key. */
  open(context: string, sealed: Buffer): Buffer {
    const id = keyIdOf(sealed);
    if (id !== null) return this.needed(id).open(context, sealed);
    return this.needed(this.unnamedId()).openUnnamed(context, sealed);
  }

  /** HMAC-SHA256 by which a value is found again; `purpose` separates kinds of values. */
  indexOf(purpose: string, value: string): Buffer {
    return createHmac('sha256', this.indexKey('blind index')).update(`${purpose}\n${value}`).digest();
  }

  /** Keyed, so that a reader of the table cannot find a text by trial. As `like` was made, where that is given. */
  fingerprintOf(text: string, like?: Buffer): Buffer {
    const isUnnamed = like ? like.length === FINGERPRINTS.unnamed : this.sealing().isUnnamed;
    if (isUnnamed) return this.needed(this.unnamedId()).hmacUnnamed(text);
    return Buffer.concat([FINGERPRINT, createHmac('sha256', this.indexKey('idempotency')).update(text).digest()]);
  }

  /** A key of this purpose from each data key that is not retired; that of the one that seals first. */
  derivedOfAll(purpose: string): Buffer[] {
    const seals = this.recorded.find(({ state }) => state === 'SEALING')?.keyId;
    const ids = this.heldIds.filter((id) => !this.isRetired(id));
    return [...ids.filter((id) => id === seals), ...ids.filter((id) => id !== seals)].map((id) =>
      this.held.get(id)!.derive(purpose),
    );
  }

  /** The key that seals now, and whether its values do not name it, for replicas of the version before. */
  private sealing(): { key: DataKey; isUnnamed: boolean } {
    const found = this.recorded.find(({ state }) => state === 'SEALING');
    if (!found) throw notCompared();
    return { key: this.needed(found.keyId), isUnnamed: found.sealsUnnamed };
  }

  private unnamedId(): string {
    return this.recorded.find(({ opensUnnamed }) => opensUnnamed)?.keyId ?? 'unnamed';
  }

  private needed(id: string): DataKey {
    const found = this.key(id);
    if (found) return found;
    throw new SessionRefused(
      VARIABLES,
      this.isRetired(id)
        ? `has the key ${id}, which is retired: what it sealed cannot be opened any more`
        : `is not, and PORTICO_DATA_KEYS does not hold, the key ${id}, under which a value is sealed`,
    );
  }

  private indexKey(purpose: IndexPurpose): Buffer {
    const found = this.indexKeys.get(purpose);
    if (!found) throw notCompared();
    return found;
  }
}

/** Passes by itself, like the absence of the database. */
const notCompared = (): Error =>
  Object.assign(new Error('the data keys were not compared with the database yet'), { code: 'EAGAIN' });

/** Bytes of a fingerprint, by how it was made. */
export const FINGERPRINTS = { unnamed: 32, named: 33 } as const;
