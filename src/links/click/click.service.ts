import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditService, type Actor } from '../../audit/audit.service';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Committer } from '../../database/committer';
import { WriteRefused } from '../../database/failure';
import { together } from '../../database/write';
import { Fault } from '../../errors';
import type { Journey } from '../../journey-registry/journey';
import { SubjectKeys } from '../../privacy/subject-keys';
import { CLICK_LEASE, type ClickId, ClicksRepository } from './clicks.repository';
import type { DurableLink } from '../durable-link.entity';
import { targetOf } from '../link-journeys';
import { LinksRepository } from '../links.repository';

/** Milliseconds in which a second press of the same button belongs to the first: a double click is one click. */
const DOUBLE_CLICK_MS = 400;
const RECHECK_MS = 40;
/** Seconds beyond the vendor's deadline until a click counts as abandoned. */
const LEASE_MARGIN_SECONDS = 5;
const SEALED_AS = 'link_click_url';

/** Thrown when a later request of the same click has arrived: the browser does not show the answer to this one. */
export class Superseded extends Error {}

/** One press of a button. */
export interface Click extends ClickId {
  readonly link: DurableLink;
  readonly journey: Journey;
  readonly browser: Actor;
}

/**
 * Exchanges a click for the vendor's link, requested once, at that moment. Of a click's requests, the first requests
 * the link and the last gets the URL, because a browser shows the answer to the last request that it sent.
 */
@Injectable()
export class ClickService {
  constructor(
    private readonly clicks: ClicksRepository,
    private readonly links: LinksRepository,
    private readonly subjectKeys: SubjectKeys,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The vendor's URL. Throws Superseded, WriteRefused (`COUNT`), or the Fault of the request for the vendor's link. */
  async follow(click: Click): Promise<string> {
    const calm = sleep(DOUBLE_CLICK_MS);
    const url = (await this.isFirst(click)) ? await this.mint(click) : await this.mintedByFirst(click);
    await calm;
    await this.handOut(click);
    return url;
  }

  private async handOut(click: Click): Promise<void> {
    try {
      await this.committer.commit(this.clicks.handOut(click, click.browser.requestId));
    } catch (error) {
      throw error instanceof WriteRefused ? new Superseded() : error;
    }
  }

  private async isFirst(click: Click): Promise<boolean> {
    const { link, browser } = click;
    const event = this.audit.event(
      browser,
      { action: 'link.click', subject: link.subjectId, detail: { link_id: link.linkId, reference: link.reference } },
      'SUCCEEDED',
    );
    try {
      await this.committer.commit(
        together(
          this.clicks.lease(click, browser.requestId, this.leaseSeconds),
          this.links.count(link, this.config.durableLinks.clicksPerDay),
          event,
        ),
      );
      return true;
    } catch (error) {
      if (!CLICK_LEASE.refused(error)) throw error;
      return (await this.join(click)) ? false : this.isFirst(click);
    }
  }

  /** Whether this request belongs to a click that is still under way. */
  private async join(click: Click): Promise<boolean> {
    try {
      await this.committer.commit(this.clicks.join(click, click.browser.requestId));
      return true;
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
      return false;
    }
  }

  private async mint(click: Click): Promise<string> {
    const { link, journey, browser } = click;
    try {
      const key = await this.subjectKeys.get(link.subjectId);
      const url = await journey.link.request(browser, targetOf(key, link));
      await this.committer.commit(this.clicks.minted(click, key.seal(SEALED_AS, url)));
      return url;
    } catch (error) {
      await this.committer.commit(this.clicks.failed(click)).catch(() => undefined);
      throw error;
    }
  }

  private async mintedByFirst(click: Click): Promise<string> {
    const deadline = performance.now() + this.leaseSeconds * 1000;
    while (performance.now() < deadline) {
      const found = await this.clicks.find(click);
      if (found?.latestRequestId !== click.browser.requestId) throw new Superseded();
      if (found.state === 'MINTED' && found.urlSealed) return this.open(click.link, found.urlSealed);
      if (found.state !== 'CLAIMED') break;
      await sleep(RECHECK_MS);
    }
    throw new Fault('vendor-failed');
  }

  private async open({ subjectId }: DurableLink, sealed: Buffer): Promise<string> {
    const key = await this.subjectKeys.get(subjectId);
    return key.open(SEALED_AS, sealed);
  }

  private get leaseSeconds(): number {
    return this.config.vendorDeadlineMs / 1000 + LEASE_MARGIN_SECONDS;
  }
}
