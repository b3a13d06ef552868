import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, In, type Repository } from 'typeorm';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { bytea } from '../database/bytea';
import { asDatabaseFailure, reading, WriteRefused } from '../database/failure';
import { sharedRead } from '../database/shared-read';
import { nothing, type Statement, write, type Write } from '../database/write';
import { Fault } from '../errors';
import { blindIndex } from './blind-index';
import { SubjectKey as SubjectKeyEntity } from './subject-key.entity';
import { open, seal } from './sealed';

const INSERT: Statement<{ subject_id: string; wrapped_key: string; person_index: string | null }> = {
  name: 'subject-keys.insert',
  text: `
    INSERT INTO portico.subject_keys (subject_id, wrapped_key, person_index)
    SELECT r.subject_id, r.wrapped_key, r.person_index FROM json_to_recordset($rows) AS r(subject_id uuid,
      wrapped_key bytea, person_index bytea)
    RETURNING 1`,
};

/** With the index goes the last trace by which the person could be recognised. */
const DESTROY: Statement<{ subject_id: string }> = {
  name: 'subject-keys.destroy',
  text: `
    UPDATE portico.subject_keys AS k SET wrapped_key = NULL, person_index = NULL, destroyed_at = now()
    FROM json_to_recordset($rows) AS r(subject_id uuid)
    WHERE k.subject_id = r.subject_id AND k.wrapped_key IS NOT NULL
    RETURNING 1`,
};

const ERASE: Statement<{ subject_id: string }> = {
  name: 'subject-keys.erase',
  text: 'SELECT 1 FROM json_to_recordset($rows) AS r(subject_id uuid) WHERE portico.erase_subject(r.subject_id)',
};

/** Changes nothing. Refused (no row) when the subject was erased. */
const ASSERT_KEPT: Statement<{ subject_id: string }> = {
  name: 'subject-keys.kept',
  text: `
    SELECT 1 FROM json_to_recordset($rows) AS r(subject_id uuid)
    WHERE EXISTS (SELECT FROM portico.subject_keys AS k WHERE k.subject_id = r.subject_id
      AND k.wrapped_key IS NOT NULL)`,
};

/**
 * As `asDatabaseFailure`; an erasure that came between the look at a subject and the commit of something for it is told
 * as one that came before.
 */
export function asFailure(error: unknown): unknown {
  const failure = asDatabaseFailure(error);
  return failure instanceof WriteRefused && failure.reason === ASSERT_KEPT.name
    ? new Fault('subject-erased', { cause: error })
    : failure;
}

/**
 * To be committed with what is made for the subject, in case it is erased in between; `asFailure` explains the refusal.
 */
export function assertKept({ subjectId }: SubjectKey): Write<void> {
  return write(ASSERT_KEPT, { subject_id: subjectId }, undefined);
}

/** The same beside the INTENT of an effect at a vendor. */
export function assertKeptAtIntent(key: SubjectKey): Record<'onIntent' | 'onRefused' | 'onUnknown', () => Write<void>> {
  return { onIntent: () => assertKept(key), onRefused: () => nothing(undefined), onUnknown: () => nothing(undefined) };
}

/** WriteRefused has this reason when two made a key for one person at the same moment. */
export const PERSON_KNOWN = 'subject_keys_person_index_key';

/**
 * Destroys the key: what was sealed under it is unreadable from then on. Refused (WriteRefused `subject-keys.destroy`)
 * when there is none.
 */
export function destroySubjectKey(subjectId: string): Write<void> {
  return write(DESTROY, { subject_id: subjectId }, undefined);
}

/** Ends what concerns the subject, and forgets what the data key alone could read (migration 0015). */
export function eraseSubject(subjectId: string): Write<void> {
  return write(ERASE, { subject_id: subjectId }, undefined);
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

  /**
   * What stands for a value that must be found again, among this subject's, as long as the key is there. `purpose`
   * keeps equal values of different kinds apart.
   */
  indexOf(purpose: string, value: string): Buffer {
    return blindIndex(this.key, purpose, value);
  }

  open(column: string, sealed: Buffer): string {
    return open(this.key, `${this.subjectId}:${column}`, sealed).toString();
  }
}

/** Makes and finds subject keys. They are stored wrapped under PORTICO_DATA_KEY, which the database never sees. */
@Injectable()
export class SubjectKeys {
  /** Each grant and each link begins with it. */
  private readonly findAny: (subjectId: string) => Promise<SubjectKeyEntity | null>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @InjectRepository(SubjectKeyEntity) private readonly keys: Repository<SubjectKeyEntity>,
  ) {
    this.findAny = sharedRead(
      (ids) => this.keys.findBy({ subjectId: Any(ids) }),
      ({ subjectId }) => subjectId,
    );
  }

  /**
   * A fresh key; it exists once the write is committed. With a `personIndex` it is found again when the same person
   * comes back.
   */
  create(subjectId: string, personIndex: Buffer | null = null): Write<SubjectKey> {
    const key = randomBytes(32);
    const wrapped = seal(this.config.dataKey, `subject-key:${subjectId}`, key);
    return write(
      INSERT,
      { subject_id: subjectId, wrapped_key: bytea(wrapped), person_index: personIndex && bytea(personIndex) },
      new SubjectKey(subjectId, key),
    );
  }

  /** What stands for a person in the database; the same person of another consumer has another one. */
  personIndexOf(consumerId: string, identifier: string): Buffer {
    return blindIndex(this.config.dataKey, `person of ${consumerId}`, identifier);
  }

  /** By which the consents of an accountID are found; the same accountID of another consumer has another one. */
  accountIndexOf(consumerId: string, accountId: string): Buffer {
    return blindIndex(this.config.dataKey, `account of ${consumerId}`, accountId);
  }

  async findByPerson(personIndex: Buffer): Promise<SubjectKey | null> {
    const found = await reading(() => this.keys.findOneBy({ personIndex }));
    return found?.wrappedKey ? this.unwrap(found.subjectId, found.wrappedKey) : null;
  }

  /** By subject id; the erased are missing. */
  async findAll(subjectIds: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    const found = await reading(() => this.keys.findBy({ subjectId: In([...new Set(subjectIds)]) }));
    return new Map(
      found.flatMap(({ subjectId, wrappedKey }) =>
        wrappedKey ? [[subjectId, this.unwrap(subjectId, wrappedKey)]] : [],
      ),
    );
  }

  /** Null when the subject was erased, or never was. */
  async find(subjectId: string): Promise<SubjectKey | null> {
    const found = await reading(() => this.findAny(subjectId));
    return found?.wrappedKey ? this.unwrap(subjectId, found.wrappedKey) : null;
  }

  /** What is made for a subject begins with its key. Throws Fault `subject-erased`. */
  async get(subjectId: string): Promise<SubjectKey> {
    const key = await this.find(subjectId);
    if (!key) throw new Fault('subject-erased');
    return key;
  }

  unwrap(subjectId: string, wrappedKey: Buffer): SubjectKey {
    return new SubjectKey(subjectId, open(this.config.dataKey, `subject-key:${subjectId}`, wrappedKey));
  }
}
