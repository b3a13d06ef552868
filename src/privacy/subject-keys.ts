import { Injectable } from '@nestjs/common';
import { asDatabaseFailure, WriteRefused } from '../database/failure';
import { nothing, write, type Write } from '../database/write';
import { Fault } from '../errors';
import { blindIndex } from './blind-index';
import { KeyRing } from './data-key/key-ring';
import { randomBytesOf } from './random-bytes';
import { open, seal } from './sealed';
import type { WrappedSubjectKey } from './wrapped-subject-key.entity';
import {
  ASSERT_KEPT,
  DESTROY,
  ERASE,
  isPersonKnown,
  SubjectKeysRepository,
  wrappedKeyOf,
} from './subject-keys.repository';

/** Like `asDatabaseFailure`; an erasure after the subject was read is reported like one that happened before. */
export function asFailure(error: unknown): unknown {
  const failure = asDatabaseFailure(error);
  return ASSERT_KEPT.refused(failure) ? new Fault('subject-erased', { cause: error }) : failure;
}

/** Commit it with what is made for the subject, which may be erased in between; `asFailure` translates the refusal. */
export function assertKept({ subjectId }: SubjectKey): Write<void> {
  return write(ASSERT_KEPT, { subject_id: subjectId }, undefined);
}

/** Effect hooks that do the same at the INTENT of an effect at a vendor. */
export function assertKeptAtIntent(key: SubjectKey): Record<'onIntent' | 'onRefused' | 'onUnknown', () => Write<void>> {
  return { onIntent: () => assertKept(key), onRefused: () => nothing(undefined), onUnknown: () => nothing(undefined) };
}

export { isPersonKnown, wrappedKeyOf };

/** Destroys the key: what it sealed is unreadable from then on. Refused (WriteRefused) when there is no key. */
export function destroySubjectKey(subjectId: string): Write<void> {
  return write(DESTROY, { subjectId }, undefined);
}

/** Ends all that concerns the subject, and deletes values readable with the data key alone (migration 0015). */
export function eraseSubject(subjectId: string): Write<void> {
  return write(ERASE, { subject_id: subjectId }, undefined);
}

/** The key of one person or company. Destroying it in the database makes everything sealed under it unreadable. */
export class SubjectKey {
  constructor(
    readonly subjectId: string,
    private readonly key: Buffer,
  ) {}

  /** `column` says what the value is; a value sealed for one column cannot be opened as another. */
  seal(column: string, plain: string): Buffer {
    return seal(this.key, `${this.subjectId}:${column}`, plain);
  }

  /** Index of a value to be found among this subject's, while the key exists. `purpose` separates kinds of values. */
  indexOf(purpose: string, value: string): Buffer {
    return blindIndex(this.key, purpose, value);
  }

  open(column: string, sealed: Buffer): string {
    return open(this.key, `${this.subjectId}:${column}`, sealed).toString();
  }
}

/** Creates and finds subject keys. They are stored wrapped under the data key, which the database never sees. */
@Injectable()
export class SubjectKeys {
  constructor(
    private readonly ring: KeyRing,
    private readonly repository: SubjectKeysRepository,
  ) {}

  /** A new key, once the write is committed. By `personIndex` it is found again when the same person comes back. */
  create(subjectId: string, personIndex: Buffer | null = null): Write<SubjectKey> {
    const key = randomBytesOf(32);
    const wrappedKey = this.ring.seal(`subject-key:${subjectId}`, key);
    return {
      ...this.repository.insert({ subjectId, wrappedKey, personIndex }),
      result: new SubjectKey(subjectId, key),
    };
  }

  /** The index of a person; the same person has a different one for each consumer. */
  personIndexOf(consumerId: string, identifier: string): Buffer {
    return this.ring.indexOf(`person of ${consumerId}`, identifier);
  }

  /** The index of an accountID's consents; the same accountID has a different one for each consumer. */
  accountIndexOf(consumerId: string, accountId: string): Buffer {
    return this.ring.indexOf(`account of ${consumerId}`, accountId);
  }

  /** The index of what identifies a person, the same for all consumers: for operators who look for a person. */
  identifierIndexOf(kind: string, value: string): Buffer {
    return this.ring.indexOf(`identifier ${kind}`, value);
  }

  async findByPerson(personIndex: Buffer): Promise<SubjectKey | null> {
    return this.unwrapped(await this.repository.findByPerson(personIndex));
  }

  /** Keys by subject id; erased subjects are missing. */
  async findAll(subjectIds: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    const found = (await this.repository.findAll(subjectIds)).map((key) => this.unwrapped(key));
    return new Map(found.flatMap((key) => (key ? [[key.subjectId, key]] : [])));
  }

  /** Null when the subject was erased, or never existed. */
  async find(subjectId: string): Promise<SubjectKey | null> {
    return this.unwrapped(await this.repository.find(subjectId));
  }

  /** Whatever is made for a subject needs its key first. Throws Fault `subject-erased`. */
  async get(subjectId: string): Promise<SubjectKey> {
    return this.unwrap(subjectId, (await this.repository.find(subjectId))?.wrappedKey ?? null);
  }

  /** A key that was read with its subject. Throws Fault `subject-erased` when it is destroyed. */
  unwrap(subjectId: string, wrappedKey: Buffer | null): SubjectKey {
    const key = this.unwrapped({ subjectId, wrappedKey });
    if (!key) throw new Fault('subject-erased');
    return key;
  }

  /** What a write was refused for, when that is that the subject was erased meanwhile. Throws any other error. */
  async erasureIn(error: unknown, subjectId: string): Promise<Fault> {
    if (!(error instanceof WriteRefused) || (await this.find(subjectId))) throw error;
    return new Fault('subject-erased', { cause: error });
  }

  private unwrapped(found: Pick<WrappedSubjectKey, 'subjectId' | 'wrappedKey'> | null): SubjectKey | null {
    if (!found?.wrappedKey) return null;
    const { subjectId, wrappedKey } = found;
    return new SubjectKey(subjectId, this.ring.open(`subject-key:${subjectId}`, wrappedKey));
  }
}
