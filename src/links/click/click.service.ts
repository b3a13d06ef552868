import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../../audit/audit.service';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Committer } from '../../database/committer';
import { WriteRefused } from '../../database/failure';
import { together } from '../../database/write';
import { Fault } from '../../errors';
import type { Journey } from '../../journey-registry/journey';
import { type SubjectKey, SubjectKeys } from '../../privacy/subject-keys';
import { ClickRecordsService, type Press } from './click-records.service';
import { CLICK_LEASE, type ClickId, ClicksRepository } from './clicks.repository';
import type { DurableLink } from '../durable-link.entity';
import { targetOf } from '../link-journeys';
import { COUNT_FIRST, LinksRepository } from '../links.repository';

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

/** The same, with the key of the link's subject. */
interface OpenedClick extends ClickId, Press {
  readonly key: SubjectKey;
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
    private readonly records: ClickRecordsService,
    private readonly committer: Committer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The vendor's URL. Throws Superseded, WriteRefused (`COUNT`), or the Fault of the request for the vendor's link. */
  async follow({ link, ...pressed }: Click): Promise<string> {
    const calm = sleep(DOUBLE_CLICK_MS);
    const key = await this.subjectKeys.get(link.subjectId);
    const click = { ...pressed, link, key, target: targetOf(key, link) };
    const url = (await this.isFirst(click)) ? await this.mint(click) : await this.mintedByFirst(click);
    await calm;
    await this.handOut(click);
    return url;
  }

  private async handOut(click: OpenedClick): Promise<void> {
    try {
      await this.committer.commit(
        together(this.clicks.handOut(click, click.browser.requestId), this.records.left(click)),
      );
    } catch (error) {
      throw error instanceof WriteRefused ? new Superseded() : error;
    }
  }

  /** `isOpening`: no click of the link was counted when it was read. */
  private async isFirst(click: OpenedClick, isOpening = click.link.clicks === 0): Promise<boolean> {
    const { link, browser } = click;
    const most = this.config.durableLinks.clicksPerDay;
    try {
      await this.committer.commit(
        together(
          this.clicks.lease(click, browser.requestId, this.leaseSeconds),
          isOpening ? this.links.countFirst(link, most) : this.links.count(link, most),
          this.records.pressed(click, isOpening),
        ),
      );
      return true;
    } catch (error) {
      if (COUNT_FIRST.refused(error)) return this.isFirst(click, false);
      if (!CLICK_LEASE.refused(error)) throw error;
      return (await this.join(click)) ? false : this.isFirst(click, isOpening);
    }
  }

  /** Whether this request belongs to a click that is still under way. */
  private async join(click: OpenedClick): Promise<boolean> {
    try {
      await this.committer.commit(this.clicks.join(click, click.browser.requestId));
      return true;
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
      return false;
    }
  }

  private async mint(click: OpenedClick): Promise<string> {
    const { key, journey, browser, target } = click;
    try {
      const url = await journey.link.request(browser, target);
      await this.committer.commit(this.clicks.minted(click, key.seal(SEALED_AS, url)));
      return url;
    } catch (error) {
      await this.committer.commit(this.clicks.failed(click)).catch(() => undefined);
      throw error;
    }
  }

  private async mintedByFirst(click: OpenedClick): Promise<string> {
    const deadline = performance.now() + this.leaseSeconds * 1000;
    while (performance.now() < deadline) {
      const found = await this.clicks.find(click);
      if (found?.latestRequestId !== click.browser.requestId) throw new Superseded();
      if (found.state === 'MINTED' && found.urlSealed) return click.key.open(SEALED_AS, found.urlSealed);
      if (found.state !== 'CLAIMED') break;
      await sleep(RECHECK_MS);
    }
    throw new Fault('vendor-failed');
  }

  private get leaseSeconds(): number {
    return this.config.vendorDeadlineMs / 1000 + LEASE_MARGIN_SECONDS;
  }
}
