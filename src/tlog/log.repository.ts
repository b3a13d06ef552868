import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { Repository } from 'typeorm';
import { reading } from '../database/failure';
import { POOL } from '../database/pool';
import { AuditCheckpoint } from './audit-checkpoint.entity';
import type { Span } from './merkle';
import { hashesOf } from './tree-hashes';

/** The log as it is stored: checkpoints, leaf indexes of entries, hashes. */
@Injectable()
export class LogRepository {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @InjectRepository(AuditCheckpoint) private readonly checkpoints: Repository<AuditCheckpoint>,
  ) {}

  async findLatest(): Promise<AuditCheckpoint | null> {
    const [latest] = await reading(() => this.checkpoints.find({ order: { treeSize: 'DESC' }, take: 1 }));
    return latest ?? null;
  }

  async findBySize(size: number): Promise<AuditCheckpoint | null> {
    return reading(() => this.checkpoints.findOneBy({ treeSize: String(size) }));
  }

  /** The leaf index of the entry; null while it has none. */
  async findIndex(entryId: string): Promise<number | null> {
    const { rows } = await reading(() =>
      this.pool.query<{ leaf_index: string }>(
        'SELECT s.leaf_index FROM portico.audit_sequence AS s WHERE s.entry_id = $1',
        [entryId],
      ),
    );
    return rows[0] ? Number(rows[0].leaf_index) : null;
  }

  async hashesOf(spans: readonly Span[]): Promise<Buffer[]> {
    return reading(() => hashesOf(this.pool, spans));
  }
}
