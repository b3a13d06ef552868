import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { hex } from '../database/hex';
import { reading } from '../database/failure';
import { type Statement, write, type Write } from '../database/write';
import { SubjectKey as SubjectKeyEntity } from './entities/subject-key.entity';
import { open, seal } from './sealed';

const INSERT: Statement<{ subject_id: string; wrapped_key: string }> = {
  name: 'subject-keys.insert',
  text: `
    INSERT INTO portico.subject_keys (subject_id, wrapped_key)
    SELECT r.subject_id, r.wrapped_key FROM json_to_recordset($rows) AS r(subject_id uuid, wrapped_key bytea)
    RETURNING 1`,
};

const DESTROY: Statement<{ subject_id: string }> = {
  name: 'subject-keys.destroy',
  text: `
    UPDATE portico.subject_keys AS k SET wrapped_key = NULL, destroyed_at = now()
    FROM json_to_recordset($rows) AS r(subject_id uuid)
    WHERE k.subject_id = r.subject_id AND k.wrapped_key IS NOT NULL
    RETURNING 1`,
};

/** Destroys the key: what was sealed under it is unreadable from then on. Refused (WriteRefused `subject-keys.destroy`) when there is none. */
export function destroySubjectKey(subjectId: string): Write<void> {
  return write(DESTROY, { subject_id: subjectId }, undefined);
}

/** One person's or company's key. Destroying it in the database makes everything sealed under it unreadable. */
export class SubjectKey {
  constructor(
    readonly subjectId: string,
    private readonly key: Buffer,
  ) {}

  /** `column` names what the value is; a value sealed for one column cannot be opened as another. */
  seal(column: string, plain: string): Buffer {
    return seal(this.key, `${this.subjectId}:${column}`, plain);
  }

  open(column: string, sealed: Buffer): string {
    return open(this.key, `${this.subjectId}:${column}`, sealed).toString();
  }
}

/** Makes and finds subject keys. They are stored wrapped under PORTICO_DATA_KEY, which the database never sees. */
@Injectable()
export class SubjectKeys {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @InjectRepository(SubjectKeyEntity) private readonly keys: Repository<SubjectKeyEntity>,
  ) {}

  /** A fresh key; it exists once the write is committed. */
  create(subjectId: string): Write<SubjectKey> {
    const key = randomBytes(32);
    const wrapped = seal(this.config.dataKey, `subject-key:${subjectId}`, key);
    return write(INSERT, { subject_id: subjectId, wrapped_key: hex(wrapped) }, new SubjectKey(subjectId, key));
  }

  /** Null when the subject was erased, or never was. */
  async find(subjectId: string): Promise<SubjectKey | null> {
    const found = await reading(() => this.keys.findOneBy({ subjectId }));
    return found?.wrappedKey ? this.unwrap(subjectId, found.wrappedKey) : null;
  }

  unwrap(subjectId: string, wrappedKey: Buffer): SubjectKey {
    return new SubjectKey(subjectId, open(this.config.dataKey, `subject-key:${subjectId}`, wrappedKey));
  }
}
