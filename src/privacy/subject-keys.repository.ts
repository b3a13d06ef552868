import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { isRefusedBy, reading } from '../database/failure';
import { sharedRead } from '../database/shared-read';
import { insertOf } from '../database/statements/insert-of';
import { selectOf } from '../database/statements/select-of';
import { updateOf } from '../database/statements/update-of';
import { Statement, write, type Write } from '../database/write';
import { WrappedSubjectKey } from './wrapped-subject-key.entity';

/** A key that is not destroyed. */
type KeptKey = Pick<WrappedSubjectKey, 'subjectId' | 'wrappedKey' | 'personIndex'>;

const INSERT = insertOf<WrappedSubjectKey, KeptKey>(WrappedSubjectKey, 'subject-keys.insert');

/** Removes the index too, by which the person could be recognised. Refused (no row) when there is no key. */
export const DESTROY = updateOf<WrappedSubjectKey, Pick<WrappedSubjectKey, 'subjectId'>>(
  WrappedSubjectKey,
  'subject-keys.destroy',
  {
    by: ['subjectId'],
    set: { wrappedKey: 'NULL', personIndex: 'NULL', destroyedAt: 'now()' },
    where: 't.wrapped_key IS NOT NULL',
  },
);

export const ERASE = new Statement<{ subject_id: string }>({
  name: 'subject-keys.erase',
  text: 'SELECT 1 FROM $rows AS r(subject_id uuid) WHERE portico.erase_subject(r.subject_id)',
});

/** Changes nothing. Refused (no row) when the subject was erased. */
export const ASSERT_KEPT = new Statement<{ subject_id: string }>({
  name: 'subject-keys.kept',
  text: `
    SELECT 1 FROM $rows AS r(subject_id uuid)
    WHERE EXISTS (SELECT FROM portico.subject_keys AS k WHERE k.subject_id = r.subject_id
      AND k.wrapped_key IS NOT NULL)`,
});

/** Whether the error is that two requests made a key for one person at the same moment. */
export const isPersonKnown = (error: unknown): boolean => isRefusedBy(error, 'subject_keys_person_index_key');

const BY_SUBJECT = selectOf(WrappedSubjectKey, 'subject-keys.by-subject', 't.subject_id = ANY ($1)');
const BY_PERSON = selectOf(WrappedSubjectKey, 'subject-keys.by-person', 't.person_index = ANY ($1)');

/** SQL for the wrapped key of a subject; NULL once it is destroyed. */
export const wrappedKeyOf = (subjectId: string): string =>
  `(SELECT k.wrapped_key FROM portico.subject_keys AS k WHERE k.subject_id = ${subjectId})`;

/** Each consent, each link and each return begins with one of these reads, so callers share them. */
@Injectable()
export class SubjectKeysRepository {
  private readonly findAny: (subjectId: string) => Promise<WrappedSubjectKey | null>;
  /** By the index in hexadecimal. */
  private readonly findAnyPerson: (personIndex: string) => Promise<WrappedSubjectKey | null>;

  constructor(@InjectRepository(WrappedSubjectKey) private readonly keys: Repository<WrappedSubjectKey>) {
    this.findAny = sharedRead(
      (ids) => BY_SUBJECT(this.keys, [ids]),
      ({ subjectId }) => subjectId,
    );
    this.findAnyPerson = sharedRead(
      (indexes) => BY_PERSON(this.keys, [indexes.map((index) => Buffer.from(index, 'hex'))]),
      ({ personIndex }) => personIndex!.toString('hex'),
    );
  }

  insert(key: KeptKey): Write<void> {
    return write(INSERT, key, undefined);
  }

  async find(subjectId: string): Promise<WrappedSubjectKey | null> {
    return reading(() => this.findAny(subjectId));
  }

  async findAll(subjectIds: readonly string[]): Promise<WrappedSubjectKey[]> {
    return reading(() => BY_SUBJECT(this.keys, [[...new Set(subjectIds)]]));
  }

  async findByPerson(personIndex: Buffer): Promise<WrappedSubjectKey | null> {
    return reading(() => this.findAnyPerson(personIndex.toString('hex')));
  }
}
