import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { insertOf } from '../../database/statements/insert-of';
import { updateOf } from '../../database/statements/update-of';
import { write, type Write } from '../../database/write';
import { LinkClick } from './link-click.entity';

/** The button of one displayed page. */
export interface ClickId {
  readonly linkId: string;
  readonly nonceHash: Buffer;
}

type Asked = ClickId & Pick<LinkClick, 'latestRequestId'>;

const KEY = ['linkId', 'nonceHash'] as const;

/** A press of a page's button. Refused (no row) while one is under way; after `leaseSeconds` it counts as abandoned. */
export const CLICK_LEASE = insertOf<LinkClick, Asked & { readonly leaseSeconds: number }>(LinkClick, 'clicks.claim', {
  computed: { state: "'CLAIMED'" },
  extra: { leaseSeconds: 'double precision' },
  onConflict: `ON CONFLICT ON CONSTRAINT link_clicks_pkey DO UPDATE SET state = 'CLAIMED',
      latest_request_id = excluded.latest_request_id, url_sealed = NULL, claimed_at = now()
    WHERE t.state IN ('HANDED_OUT', 'FAILED') OR t.claimed_at < now() - make_interval(secs => (SELECT
      max(r."leaseSeconds") FROM $rows AS r("leaseSeconds" double precision)))`,
});

/**
 * Refused (no row) when the click has ended. The request ids, in order of arrival (UUID v7), tell which came last: of
 * two within milliseconds, the later one may run this statement first.
 */
const JOIN = updateOf<LinkClick, Asked>(LinkClick, 'clicks.join', {
  by: KEY,
  set: { latestRequestId: 'greatest(t.latest_request_id, r."latestRequestId")' },
  where: "t.state IN ('CLAIMED', 'MINTED')",
});

const MINTED = updateOf<LinkClick, ClickId & Pick<LinkClick, 'urlSealed'>>(LinkClick, 'clicks.minted', {
  by: KEY,
  set: { state: "'MINTED'", urlSealed: 'r."urlSealed"' },
  where: "t.state = 'CLAIMED'",
});

const FAILED = updateOf<LinkClick, ClickId>(LinkClick, 'clicks.failed', { by: KEY, set: { state: "'FAILED'" } });

/** Returns the URL once, to the last request, whose answer the browser shows. Refused (no row) for any other. */
const HAND_OUT = updateOf<LinkClick, Asked>(LinkClick, 'clicks.hand-out', {
  by: KEY,
  set: { state: "'HANDED_OUT'", urlSealed: 'NULL' },
  where: `t.state = 'MINTED' AND t.latest_request_id = r."latestRequestId"`,
});

const rowOf = ({ linkId, nonceHash }: ClickId): ClickId => ({ linkId, nonceHash });

@Injectable()
export class ClicksRepository {
  constructor(@InjectRepository(LinkClick) private readonly clicks: Repository<LinkClick>) {}

  async find({ linkId, nonceHash }: ClickId): Promise<LinkClick | null> {
    return reading(() => this.clicks.findOneBy({ linkId, nonceHash }));
  }

  lease(clickId: ClickId, requestId: string, leaseSeconds: number): Write<void> {
    return write(CLICK_LEASE, { ...rowOf(clickId), latestRequestId: requestId, leaseSeconds }, undefined);
  }

  join(clickId: ClickId, requestId: string): Write<void> {
    return write(JOIN, { ...rowOf(clickId), latestRequestId: requestId }, undefined);
  }

  minted(clickId: ClickId, urlSealed: Buffer): Write<void> {
    return write(MINTED, { ...rowOf(clickId), urlSealed }, undefined);
  }

  failed(clickId: ClickId): Write<void> {
    return write(FAILED, rowOf(clickId), undefined);
  }

  handOut(clickId: ClickId, requestId: string): Write<void> {
    return write(HAND_OUT, { ...rowOf(clickId), latestRequestId: requestId }, undefined);
  }
}
