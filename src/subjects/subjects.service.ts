import { Injectable } from '@nestjs/common';
import { ACCESS_SUBJECT } from '../audit/access/access-audit';
import type { Action } from '../audit/actions';
import { AuditService, type Actor } from '../audit/audit.service';
import type { Json } from '../audit/canonical-json';
import { Committer } from '../database/committer';
import { together, type Write } from '../database/write';
import { Fault } from '../errors';
import { ANY_UUID } from '../input/bounded-text';
import { SubjectKeys } from '../privacy/subject-keys';
import { HOLDINGS, opened, type Row, SEALED_OF_CONSENTS } from './holdings.repository';
import { IdentifierIndex } from './identifier-index';
import { identifierIn, type IdentifierKind } from './identifiers';
import { emailIn } from './kept-answer';
import { type FoundSubject, SubjectsRepository } from './subjects.repository';

export type { FoundSubject } from './subjects.repository';

/** Who was found, by which kind of identifier. */
export interface FoundPeople {
  readonly by: IdentifierKind | 'id';
  readonly subjects: readonly FoundSubject[];
}

/** All rows about a subject, by table. */
export type Held = Readonly<Record<string, readonly Row[]>>;

/** Consents whose sealed values are revealed at once. */
const MAX_REVEALED = 200;
const CONSENTS = { table: 'consents', where: '', sealed: SEALED_OF_CONSENTS };
const SEALED_NAMES = Object.keys(SEALED_OF_CONSENTS).map((column) => column.replace(/_sealed$/, ''));

const sealedOf = (row: Row): Record<string, string> =>
  Object.fromEntries(SEALED_NAMES.flatMap((name) => (typeof row[name] === 'string' ? [[name, row[name]]] : [])));

/** Finds people and companies, and says what is held about one. Each look is audited, before it is answered. */
@Injectable()
export class SubjectsService {
  constructor(
    private readonly repository: SubjectsRepository,
    private readonly index: IdentifierIndex,
    private readonly keys: SubjectKeys,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /**
   * By mobile number, e-mail address, PAN, VUA, customer_id, consent handle or subject id. A person is a subject of its
   * own for each consumer. `told`: how many consents were indexed so far, where many are new.
   */
  async find(actor: Actor, text: string, told: (consents: number) => void = () => undefined): Promise<FoundPeople> {
    const identifier = identifierIn(text);
    const isUuid = ANY_UUID.test(text.trim());
    const ids = identifier
      ? await this.index.find(identifier, told)
      : await this.repository.findByReference(isUuid ? text.trim().toLowerCase() : text.trim(), isUuid);
    const subjects = await this.repository.facts(ids);
    const by = identifier?.kind ?? 'id';
    await this.note(
      actor,
      'privacy.subject.found',
      subjects.map(({ subject_id }) => subject_id),
      { by },
    );
    return { by, subjects };
  }

  /** Masked. Null where there is no such subject. */
  show(actor: Actor, subjectId: string): Promise<Held | null> {
    return this.held(actor, subjectId, true);
  }

  /** In clear. Null where there is no such subject. */
  export(actor: Actor, subjectId: string): Promise<Held | null> {
    return this.held(actor, subjectId, false);
  }

  /** What identifies the person or company of one journey, in clear. Throws Fault `subject-erased`. */
  async reveal(actor: Actor, subjectId: string, journeyId: string): Promise<Record<string, string>> {
    return (await this.revealAll(actor, subjectId, journeyId, false)).get(journeyId) ?? {};
  }

  /** By journey, in clear or masked: those of one journey, or of 200 at most. Throws Fault `subject-erased`. */
  async revealAll(
    actor: Actor,
    subjectId: string,
    journeyId: string | null,
    isMasked: boolean,
  ): Promise<ReadonlyMap<string, Record<string, string>>> {
    const key = await this.keys.find(subjectId);
    if (!key) throw new Fault('subject-erased');
    const [rows, answers] = await Promise.all([
      this.repository.consents(subjectId, journeyId, MAX_REVEALED),
      journeyId === null || journeyId === subjectId ? this.repository.keptAnswers(subjectId) : [],
    ]);
    await this.note(actor, isMasked ? 'privacy.subject.shown' : 'privacy.subject.revealed', [subjectId], {});
    const consents = rows.map(
      (row) => [String(row.journey_id), sealedOf(opened(CONSENTS, row, key, isMasked))] as const,
    );
    const email = emailIn(key, answers, isMasked);
    // The journey of a company has the id of the company.
    return new Map<string, Record<string, string>>(email === null ? consents : [...consents, [subjectId, { email }]]);
  }

  private async held(actor: Actor, subjectId: string, isMasked: boolean): Promise<Held | null> {
    const [found] = await this.repository.facts([subjectId]);
    if (!found) return null;
    const [rows, key] = await Promise.all([this.repository.rows(subjectId), this.keys.find(subjectId)]);
    await this.note(actor, isMasked ? 'privacy.subject.shown' : 'privacy.subject.exported', [subjectId], {});
    return Object.fromEntries(
      HOLDINGS.map((holding) => [
        holding.table,
        (rows.get(holding.table) ?? []).map((row) => opened(holding, row, key, isMasked)),
      ]),
    );
  }

  /**
   * An entry for each subject, so that it is among the entries about that subject; one where none was found. And one
   * among the accesses, which are listed together.
   */
  private async note(
    actor: Actor,
    action: Action,
    subjects: readonly string[],
    detail: Readonly<Record<string, Json>>,
  ): Promise<void> {
    const entries = (subjects.length === 0 ? ['none'] : subjects).map((subject): Write<unknown> =>
      this.audit.event(actor, { action, subject, detail }, 'SUCCEEDED'),
    );
    await this.committer.commit(together(this.access(actor, action, subjects.length), ...entries));
  }

  private access({ requestId, clientId, actor, operator }: Actor, operation: Action, count: number): Write<unknown> {
    const detail = { reason: 'read', credential: operator?.id ?? null, operation, count };
    const audited = { action: 'access.personal', subject: ACCESS_SUBJECT, detail } as const;
    return this.audit.event({ requestId, clientId, actor }, audited, 'SUCCEEDED');
  }
}
