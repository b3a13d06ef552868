import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { WriteRefused } from '../../database/failure';
import { Fault } from '../../errors';
import { hashOf } from '../../privacy/one-time-token';
import { ClickService, Superseded } from './click.service';
import type { DurableLink } from '../durable-link.entity';
import { CUT_OFF, LinkKinds, type Standing } from '../link-kinds';
import { type LinkState, linkStateOf } from '../link-state';
import { COUNT_REFUSED, LinksRepository } from '../links.repository';

/** 256 bits in base64url, as one-time-token.ts makes them. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** What a person who opens a link is shown. */
export interface Visit {
  readonly state: LinkState;
  readonly standing: Standing;
}

/** What a click leads to: the vendor's page, or a page of ours. */
export type Following = { readonly url: string } | (Visit & { readonly fault: Fault | null });

/** Durable links, for those who open them. */
@Injectable()
export class LinkVisitService {
  constructor(
    private readonly repository: LinksRepository,
    private readonly kinds: LinkKinds,
    private readonly clicks: ClickService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Reads and changes nothing. Throws Fault `not-found`. */
  async look(token: string): Promise<Visit> {
    return this.visit(await this.get(token));
  }

  /**
   * `nonce` is the one-time value of the page on which the button was pressed; without one this is only a look. Throws
   * Fault `not-found`.
   */
  async follow(token: string, nonce: string | null, requestId: string): Promise<Following> {
    const link = await this.get(token);
    const before = await this.visit(link);
    if (before.state !== 'OPEN' || nonce === null) return { ...before, fault: null };
    try {
      const browser = { requestId, clientId: null, actor: 'browser' } as const;
      return {
        url: await this.clicks.follow({
          link,
          kind: this.kinds.get(link.kind),
          linkId: link.linkId,
          nonceHash: hashOf(nonce),
          browser,
        }),
      };
    } catch (error) {
      return { ...(await this.visit(await this.get(token))), fault: faultOf(error) };
    }
  }

  private async get(token: string): Promise<DurableLink> {
    const link = TOKEN.test(token) ? await this.repository.findByToken(hashOf(token)) : null;
    if (!link) throw new Fault('not-found', { detail: 'This link does not exist.' });
    return link;
  }

  private async visit(link: DurableLink): Promise<Visit> {
    const standing = (await this.repository.isCutOff(link)) ? CUT_OFF : await this.kinds.look(link);
    return { state: linkStateOf(link, standing, this.config.durableLinks.clicksPerDay, this.clock.now()), standing };
  }
}

/**
 * Null when nothing went wrong: another request of the same click came later, or the link's own end or limit was met.
 */
function faultOf(error: unknown): Fault | null {
  if (error instanceof Superseded || (error instanceof WriteRefused && error.reason === COUNT_REFUSED)) return null;
  if (error instanceof Fault) return error;
  throw error;
}
