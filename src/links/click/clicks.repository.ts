import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { insertOf } from '../../database/statements/insert-of';
import { Statement, write, type Write } from '../../database/write';
import { LinkClick } from './link-click.entity';

/** The button of one displayed page. */
export interface ClickId {
  readonly linkId: string;
  readonly nonceHash: Buffer;
}

interface ClickRow {
  readonly link_id: string;
  readonly nonce_hash: Buffer;
}

/**
 * A new click, or another press of the same page's button after the first click has ended. Refused (no row) while one
 * is under way; one that does not end within `leaseSeconds` was abandoned by its process.
 */
export const CLAIM = insertOf<LinkClick, ClickId & { readonly requestId: string; readonly leaseSeconds: number }>(
  LinkClick,
  'clicks.claim',
  {
    computed: { state: "'CLAIMED'", latestRequestId: 'r."requestId"' },
    beside: { requestId: 'uuid', leaseSeconds: 'double precision' },
    onConflict: `ON CONFLICT ON CONSTRAINT link_clicks_pkey DO UPDATE SET state = 'CLAIMED',
      latest_request_id = excluded.latest_request_id, url_sealed = NULL, claimed_at = now()
    WHERE t.state IN ('HANDED_OUT', 'FAILED') OR t.claimed_at < now() - make_interval(secs => (SELECT
      max(r."leaseSeconds") FROM json_to_recordset($rows) AS r("leaseSeconds" double precision)))`,
  },
);

/**
 * Refused (no row) when the click has ended. The ids of the requests tell which came last, because Portico generates
 * them in order of arrival (UUID v7): of two that arrive within milliseconds, the later one may be the first to run
 * this statement.
 */
const JOIN = new Statement<ClickRow & { request_id: string }>({
  name: 'clicks.join',
  text: `
    UPDATE portico.link_clicks AS c SET latest_request_id = greatest(c.latest_request_id, r.request_id)
    FROM json_to_recordset($rows) AS r(link_id uuid, nonce_hash bytea, request_id uuid)
    WHERE c.link_id = r.link_id AND c.nonce_hash = r.nonce_hash AND c.state IN ('CLAIMED', 'MINTED')
    RETURNING 1`,
});

const MINTED = new Statement<ClickRow & { url_sealed: Buffer }>({
  name: 'clicks.minted',
  text: `
    UPDATE portico.link_clicks AS c SET state = 'MINTED', url_sealed = r.url_sealed
    FROM json_to_recordset($rows) AS r(link_id uuid, nonce_hash bytea, url_sealed bytea)
    WHERE c.link_id = r.link_id AND c.nonce_hash = r.nonce_hash AND c.state = 'CLAIMED'
    RETURNING 1`,
});

const FAILED = new Statement<ClickRow>({
  name: 'clicks.failed',
  text: `
    UPDATE portico.link_clicks AS c SET state = 'FAILED'
    FROM json_to_recordset($rows) AS r(link_id uuid, nonce_hash bytea)
    WHERE c.link_id = r.link_id AND c.nonce_hash = r.nonce_hash
    RETURNING 1`,
});

/**
 * The URL is returned once, to the request that came last, because a browser shows the answer to that one. Refused (no
 * row) for any other.
 */
const HAND_OUT = new Statement<ClickRow & { request_id: string }>({
  name: 'clicks.hand-out',
  text: `
    UPDATE portico.link_clicks AS c SET state = 'HANDED_OUT', url_sealed = NULL
    FROM json_to_recordset($rows) AS r(link_id uuid, nonce_hash bytea, request_id uuid)
    WHERE c.link_id = r.link_id AND c.nonce_hash = r.nonce_hash AND c.state = 'MINTED'
      AND c.latest_request_id = r.request_id
    RETURNING 1`,
});

const rowOf = ({ linkId, nonceHash }: ClickId): ClickRow => ({ link_id: linkId, nonce_hash: nonceHash });

@Injectable()
export class ClicksRepository {
  constructor(@InjectRepository(LinkClick) private readonly clicks: Repository<LinkClick>) {}

  async find({ linkId, nonceHash }: ClickId): Promise<LinkClick | null> {
    return reading(() => this.clicks.findOneBy({ linkId, nonceHash }));
  }

  claim({ linkId, nonceHash }: ClickId, requestId: string, leaseSeconds: number): Write<void> {
    return write(CLAIM, { linkId, nonceHash, requestId, leaseSeconds }, undefined);
  }

  join(place: ClickId, requestId: string): Write<void> {
    return write(JOIN, { ...rowOf(place), request_id: requestId }, undefined);
  }

  minted(place: ClickId, urlSealed: Buffer): Write<void> {
    return write(MINTED, { ...rowOf(place), url_sealed: urlSealed }, undefined);
  }

  failed(place: ClickId): Write<void> {
    return write(FAILED, rowOf(place), undefined);
  }

  handOut(place: ClickId, requestId: string): Write<void> {
    return write(HAND_OUT, { ...rowOf(place), request_id: requestId }, undefined);
  }
}
