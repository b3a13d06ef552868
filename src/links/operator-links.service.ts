import { Injectable } from '@nestjs/common';
import type { Actor } from '../audit/audit.service';
import { Committer } from '../database/committer';
import { Fault } from '../errors';
import type { FoundJourney, Journey } from '../journey-registry/journey';
import { SubjectKeys } from '../privacy/subject-keys';
import { openSettings } from './link-settings';
import { LinksRepository } from './links.repository';
import { type IssuedLink, LinksService } from './links.service';

const LEADS_NOWHERE = {
  detail: 'A link would lead nowhere: the journey does not wait for the user.',
  nextAction: 'Read where the journey waits.',
};

/** What an operator says of a new link; null: nothing. */
export interface LinkWish {
  readonly page: string | null;
  readonly linkId: string | null;
}

/** Durable links of any consumer, for operators: the consumer is told of them as of its own. */
@Injectable()
export class OperatorLinksService {
  constructor(
    private readonly repository: LinksRepository,
    private readonly links: LinksService,
    private readonly keys: SubjectKeys,
    private readonly committer: Committer,
  ) {}

  /**
   * A new link, which ends where the newest one of the journey does, or else on `page`, the consumer's own; `linkId`:
   * its id, or null. Throws Fault `request-in-flight`, `subject-erased`, `bad-request` while the user has nothing to
   * do, and as LinksService.issue.
   */
  async issue(actor: Actor, journey: Journey, found: FoundJourney, { page, linkId }: LinkWish): Promise<IssuedLink> {
    const { subjectId, reference, consumerId, journeyId } = found;
    if (reference === null) throw new Fault('request-in-flight');
    const key = await this.keys.find(subjectId);
    if (!key) throw new Fault('subject-erased');
    const newest = (await this.repository.listBySubject(subjectId)).find((link) => link.reference === reference);
    const settings = { journey_id: journeyId, redirect_url: page, ...(newest ? openSettings(key, newest) : {}) };
    const { isOpen } = await journey.link.standing({ linkId: newest?.linkId ?? '', reference, key, settings });
    if (!isOpen) throw new Fault('bad-request', LEADS_NOWHERE);
    return this.committer.commit(
      this.links.issue({ ...actor, consumerId }, { kind: journey.name, key, reference, settings, linkId }),
    );
  }

  /** Idempotent. Throws Fault `not-found` for a link of another journey. */
  async revoke(actor: Actor, { subjectId, reference }: FoundJourney, linkId: string): Promise<void> {
    const links = await this.repository.listBySubject(subjectId);
    const link = links.find((one) => one.linkId === linkId && one.reference === reference);
    if (!link) throw new Fault('not-found', { detail: 'This journey has no such link.' });
    await this.links.end(actor, link);
  }
}
