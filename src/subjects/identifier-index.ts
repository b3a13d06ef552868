import { Inject, Injectable } from '@nestjs/common';
import { lowestIdAt } from '../audit/entry-id';
import { CLOCK, type Clock } from '../config/clock';
import { openPerson } from '../consent/person';
import { SubjectKeys } from '../privacy/subject-keys';
import { type Identifier, identifiersOf } from './identifiers';
import { type IndexedConsent, type IndexedIdentifier, IdentifiersRepository } from './identifiers.repository';
import { emailIn } from './kept-answer';

const AT_ONCE = 500;
/** Milliseconds in which a consent with an older id may still be committed: so much is indexed again each time. */
const LATE_MS = 900_000;

const NO_SUBJECT = '00000000-0000-0000-0000-000000000000';

/**
 * Finds people by mobile number, e-mail address, PAN or VUA, over all consumers: by a keyed HMAC of each, which says
 * nothing without the data key. Consents are indexed when somebody is looked for, not when they are requested, so that
 * a request does not pay for it. An interrupted pass continues where it stopped. Companies are found by the e-mail
 * address in a kept answer.
 */
@Injectable()
export class IdentifierIndex {
  constructor(
    private readonly repository: IdentifiersRepository,
    private readonly keys: SubjectKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Subject ids. `told`: how many consents were indexed so far, where there are many. */
  async find(identifier: Identifier, told: (consents: number) => void): Promise<string[]> {
    await this.catchUp(told);
    const people = await this.repository.find(this.indexOf(identifier));
    return identifier.kind === 'email' ? [...people, ...(await this.companiesBy(identifier.value))] : people;
  }

  /** Companies whose e-mail address stands in an answer that is kept to be answered again; elsewhere it is not kept. */
  private async companiesBy(email: string): Promise<string[]> {
    const found: string[] = [];
    let [from, size] = [NO_SUBJECT, AT_ONCE];
    while (size === AT_ONCE) {
      const companies = await this.repository.keptAnswers(from, AT_ONCE);
      const keys = await this.keys.findAll(companies.map(({ subjectId }) => subjectId));
      for (const { subjectId, answersSealed } of companies) {
        const key = keys.get(subjectId);
        if (key && emailIn(key, answersSealed)?.toLowerCase() === email) found.push(subjectId);
      }
      size = companies.length;
      from = companies.at(-1)?.subjectId ?? from;
    }
    return found;
  }

  private indexOf({ kind, value }: Identifier): Buffer {
    return this.keys.identifierIndexOf(kind, value);
  }

  /** Indexes what was requested since the last time. */
  private async catchUp(told: (consents: number) => void): Promise<void> {
    const settled = lowestIdAt(new Date(this.clock.now().getTime() - LATE_MS));
    let [from, done] = [await this.repository.upTo(), 0];
    for (let size = AT_ONCE; size === AT_ONCE;) {
      const consents = await this.repository.after(from, AT_ONCE);
      size = consents.length;
      await this.repository.add(await this.identifiersIn(consents));
      from = consents.at(-1)?.journeyId ?? from;
      done += size;
      await this.repository.settle(from < settled ? from : settled);
      if (size === AT_ONCE) told(done);
    }
  }

  /** Erased people have none. */
  private async identifiersIn(consents: readonly IndexedConsent[]): Promise<IndexedIdentifier[]> {
    const keys = await this.keys.findAll(consents.map(({ subjectId }) => subjectId));
    return consents.flatMap((consent) => {
      const { subjectId } = consent;
      const key = keys.get(subjectId);
      return key ? identifiersOf(openPerson(key, consent)).map((one) => ({ index: this.indexOf(one), subjectId })) : [];
    });
  }
}
