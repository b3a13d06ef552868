import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, AuditService } from '../audit/audit.service';
import { CLOCK, type Clock } from '../config/clock';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { Committer } from '../database/committer';
import { together, type Write } from '../database/write';
import { Fault, fieldFault } from '../errors';
import type { Caller } from '../http/request/caller';
import { assertKept } from '../privacy/subject-keys';
import type { DurableLink } from './durable-link.entity';
import { LinkJourneys, type Standing } from './link-journeys';
import { type LinkState, linkStateOf } from './link-state';
import { LinksRepository, REVOKE } from './links.repository';
import { type LinkOrder, newLink, tokenHashIn } from './new-link';

const DAY_MS = 86_400_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A link as it is returned to the consumer. `url` and `token` are secrets; neither is stored. */
export interface IssuedLink {
  readonly linkId: string;
  readonly url: string;
  readonly token: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** The state of a link of some subject, whatever the state of its journey. */
export interface SurveyedLink {
  readonly linkId: string;
  readonly reference: string;
  readonly state: LinkState;
  readonly issuedAt: Date;
  /** Null while the link still works. */
  readonly endedAt: Date | null;
  /** When its button was pressed last; null: never. */
  readonly pressedAt: Date | null;
}

/** A link, and what a person who opens it would find. */
export interface InspectedLink {
  readonly link: DurableLink;
  readonly standing: Standing;
}

/** Who has a link made or ended, and the consumer whose link it is. */
export type LinkActor = Actor & Pick<Caller, 'consumerId'>;

/** Durable links, for consumers: issue, list, inspect, revoke. */
@Injectable()
export class LinksService {
  constructor(
    private readonly repository: LinksRepository,
    private readonly journeys: LinkJourneys,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws a 400 that names `link` where browsers cannot reach Portico; Fault `links-stopped` as an operator wants. */
  assertPossible(): void {
    this.journeys.assertRunning();
    if (this.config.publicBaseUrl === null) throw fieldFault('/link', 'no_public_base_url');
  }

  /** A new link with its audit row, to be committed with the journey's other changes. Throws like `assertPossible`. */
  issue(caller: LinkActor, order: LinkOrder): Write<IssuedLink> {
    this.assertPossible();
    const issuedAt = this.clock.now();
    const expiresAt = new Date(issuedAt.getTime() + this.config.durableLinks.days * DAY_MS);
    const { link, token } = newLink(caller.consumerId, order, issuedAt, expiresAt);
    const event = this.audit.event(
      caller,
      {
        action: 'link.issue',
        subject: link.subjectId,
        detail: { link_id: link.linkId, reference: link.reference, expires_at: expiresAt.toISOString() },
      },
      'SUCCEEDED',
    );
    const issued = { linkId: link.linkId, url: `${this.config.publicBaseUrl}/l/${token}`, token, issuedAt, expiresAt };
    return { ...together(this.repository.add(link), assertKept(order.key), event), result: issued };
  }

  /** Commits a link and `record` under the key of `lease`. No vendor is called, so the key is taken just before. */
  async commit<R, L>(
    lease: { onIntent(attemptId: string): Write<unknown> } | null | undefined,
    link: Write<L>,
    record: (link: L, attemptId: string) => Write<R>,
  ): Promise<R> {
    const attemptId = uuidv7();
    if (lease) await this.committer.commit(lease.onIntent(attemptId));
    return this.committer.commit(together(record(link.result, attemptId), link));
  }

  /** The id of a link that was returned to a consumer; null for a URL that is not one of Portico's links. */
  async idOf(url: string): Promise<string | null> {
    const hash = tokenHashIn(url);
    return hash && ((await this.repository.findByToken(hash))?.linkId ?? null);
  }

  /** Newest first. Throws Fault `scope-missing`. */
  async list(
    caller: Caller,
    search: { reference?: string | undefined; before?: string | undefined },
    most: number,
  ): Promise<InspectedLink[]> {
    const kinds = this.journeys.permitted(caller.scopes, 'read');
    const links = await this.repository.list({ consumerId: caller.consumerId, kinds, ...search }, most);
    return Promise.all(links.map((link) => this.inspected(link)));
  }

  /** Inspecting a link does not count as a click. Throws Fault `scope-missing` or `not-found`. */
  async inspect(caller: Caller, linkId: string): Promise<InspectedLink> {
    return this.inspected(await this.get(caller, linkId, 'read'));
  }

  /** Idempotent; a vendor's link that it requested stays valid there. Throws Fault `scope-missing` or `not-found`. */
  async revoke(caller: Caller, linkId: string): Promise<InspectedLink> {
    const link = await this.get(caller, linkId, 'write');
    return this.inspected((await this.end(caller, link)) ?? (await this.get(caller, linkId, 'write')));
  }

  /** Revokes the link if it is not revoked; null: another request was faster. */
  async end(actor: Actor, link: DurableLink): Promise<DurableLink | null> {
    if (link.revokedAt) return link;
    const detail = { link_id: link.linkId, reference: link.reference };
    const event = this.audit.event(actor, { action: 'link.revoke', subject: link.subjectId, detail }, 'SUCCEEDED');
    try {
      return await this.committer.commit(together(this.repository.revoke(link, this.clock.now()), event));
    } catch (error) {
      if (!REVOKE.refused(error)) throw error;
      return null;
    }
  }

  /** The links of a subject, newest first, for the tracking of its journey. */
  async survey(subjectId: string): Promise<SurveyedLink[]> {
    const [links, now] = [await this.repository.listBySubject(subjectId), this.clock.now()];
    return links.map(({ linkId, reference, issuedAt, expiresAt, revokedAt, ...link }) => {
      const state = linkStateOf(
        { ...link, revokedAt, expiresAt },
        { isOpen: true },
        this.config.durableLinks.clicksPerDay,
        now,
      );
      const ends: Partial<Record<LinkState, Date | null>> = {
        REVOKED: revokedAt,
        EXPIRED: expiresAt,
        LIMIT: link.lastClickedAt,
      };
      return { linkId, reference, state, issuedAt, endedAt: ends[state] ?? null, pressedAt: link.lastClickedAt };
    });
  }

  private async get(caller: Caller, linkId: string, need: 'read' | 'write'): Promise<DurableLink> {
    const kinds = this.journeys.permitted(caller.scopes, need);
    const link = UUID.test(linkId) ? await this.repository.find(caller.consumerId, linkId) : null;
    if (!link || !kinds.includes(link.kind))
      throw new Fault('not-found', { detail: 'No durable link of yours has this id.' });
    return link;
  }

  private async inspected(link: DurableLink): Promise<InspectedLink> {
    return { link, standing: await this.journeys.standing(link) };
  }
}
