import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { KEY_SOURCE, type KeySource } from '../../config/key-source';
import { POOL } from '../../database/pool';
import { PeriodicTask } from '../../database/work/periodic-task';
import { DataKey } from './data-key';
import { findRecords, noteHolder, removeHolder } from './data-key.repository';
import { KeyRing, VARIABLES } from './key-ring';

/** Milliseconds between two reads of the record: a rotation is followed within this time. */
const PAUSE_MS = 1_000;
/** Rounds between two notes of which keys this replica holds. */
const NOTED_EVERY = 5;

/** Keeps the ring of a replica as the database records it, and tells which keys the replica holds. */
@Injectable()
export class DataKeyRefresh implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly name = 'data-keys';
  private readonly logger = new Logger('DataKeys');
  private readonly replicaId = randomUUID();
  private readonly rounds = new PeriodicTask(
    () => this.round(),
    PAUSE_MS,
    () => undefined,
  );
  private count = 0;
  private told = '';

  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly ring: KeyRing,
    @Inject(KEY_SOURCE) private readonly source: KeySource,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
    await removeHolder(this.pool, this.replicaId).catch(() => undefined);
  }

  /** Rejects while the ring lacks a key of the record; resolves to a description when it holds a retired one. */
  readonly check = async (): Promise<string | undefined> => {
    const problem = this.ring.problem();
    if (problem !== null) throw Object.assign(new Error(), { reason: `${VARIABLES} ${problem}` });
    const retired = this.ring.heldIds.filter((id) => this.ring.isRetired(id));
    return retired.length > 0
      ? `the key ${retired.join(', ')} is retired: remove it from ${VARIABLES} and PORTICO_DATA_KEYS`
      : undefined;
  };

  /** Takes the keys that `source` has now, such as those of a file that changed, unless a key that is needed lacks. */
  async take(source: KeySource): Promise<void> {
    const next = new KeyRing();
    try {
      next.hold(await source.dataKeys());
      next.follow(this.ring.records);
      const problem = next.problem();
      if (problem !== null) throw new Error(`${VARIABLES} ${problem}`);
    } catch (error) {
      this.logger.error({ msg: 'the data keys stay as they were', problem: (error as Error).message });
      return;
    }
    if (next.heldIds.join() === this.ring.heldIds.join()) return;
    this.ring.holdAs(next);
    this.logger.log({ msg: 'the data keys were replaced', keys: this.ring.heldIds });
    await this.note().catch(() => undefined);
  }

  private async round(): Promise<void> {
    this.ring.follow(await findRecords(this.pool));
    this.tell();
    if (this.count++ % NOTED_EVERY === 0) await this.note();
  }

  private async note(): Promise<void> {
    const auditIds = (await this.source.auditKeys()).map((seed) => new DataKey(seed).id);
    await noteHolder(this.pool, { replicaId: this.replicaId, keyIds: [...this.ring.heldIds, ...auditIds] });
  }

  /** Logs a change of the record once. */
  private tell(): void {
    const keys = this.ring.records.map(({ keyId, state }) => `${keyId} ${state}`);
    const problem = this.ring.problem();
    const text = `${keys.join(', ')} ${problem}`;
    if (text === this.told) return;
    this.told = text;
    if (problem === null) this.logger.log({ msg: 'data keys', keys });
    else this.logger.error({ msg: 'data keys', keys, problem: `${VARIABLES} ${problem}` });
  }
}
