import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { RecordedKey } from './key-ring';

/**
 * What is known of a data key, by its id. SEALING: exactly one. OPENING: what it sealed is still opened. RETIRING: the
 * same, and nothing new is sealed under it. RETIRED: it is used no more.
 */
@Entity({ name: 'data_keys', schema: 'portico' })
@Index('data_keys_sealing_key', ['state'], { unique: true, where: "state = 'SEALING'" })
export class DataKeyRecord implements RecordedKey {
  @PrimaryColumn({ name: 'key_id', type: 'text', primaryKeyConstraintName: 'data_keys_pkey' })
  keyId: string;

  @Column({ type: 'text' })
  state: 'SEALING' | 'OPENING' | 'RETIRING' | 'RETIRED';

  /** Whether values that name no key are under this one: the key of a database that is older than key ids. */
  @Column({ name: 'opens_unnamed', type: 'boolean', default: false })
  opensUnnamed: boolean;

  /** Whether it still seals values that do not name it, which replicas of the version before can open. */
  @Column({ name: 'seals_unnamed', type: 'boolean', default: false })
  sealsUnnamed: boolean;

  /** A value sealed under the key, by which every start knows whether its key is the same. */
  @Column({ name: 'check_sealed', type: 'bytea' })
  checkSealed: Buffer;

  @Column({ name: 'made_at', type: 'timestamptz', default: () => 'now()' })
  madeAt: Date;

  @Column({ name: 'sealing_since', type: 'timestamptz', nullable: true, default: () => 'now()' })
  sealingSince: Date | null;

  @Column({ name: 'retired_at', type: 'timestamptz', nullable: true })
  retiredAt: Date | null;
}
