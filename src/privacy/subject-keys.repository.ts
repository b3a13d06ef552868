import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, In, type Repository } from 'typeorm';
import { isRefusedBy, reading } from '../database/failure';
import { sharedRead } from '../database/shared-read';
import { insertOf } from '../database/statements/insert-of';
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

@Injectable()
export class SubjectKeysRepository {
  /** A shared read, because each grant and each link begins with it. */
  private readonly findAny: (subjectId: string) => Promise<WrappedSubjectKey | null>;

  constructor(@InjectRepository(WrappedSubjectKey) private readonly keys: Repository<WrappedSubjectKey>) {
    this.findAny = sharedRead(
      (ids) => this.keys.findBy({ subjectId: Any(ids) }),
      ({ subjectId }) => subjectId,
    );
  }

  insert(key: KeptKey): Write<void> {
    return write(INSERT, key, undefined);
  }

  async find(subjectId: string): Promise<WrappedSubjectKey | null> {
    return reading(() => this.findAny(subjectId));
  }

  async findAll(subjectIds: readonly string[]): Promise<WrappedSubjectKey[]> {
    return reading(() => this.keys.findBy({ subjectId: In([...new Set(subjectIds)]) }));
  }

  async findByPerson(personIndex: Buffer): Promise<WrappedSubjectKey | null> {
    return reading(() => this.keys.findOneBy({ personIndex }));
  }
}
