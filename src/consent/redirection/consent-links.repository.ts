import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, LessThan, type Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { bytea } from '../../database/bytea';
import { type Statement, write, type Write } from '../../database/write';
import { ConsentLink } from './consent-link.entity';

const ADD: Statement<object> = {
  name: 'consent-links.add',
  text: `
    INSERT INTO portico.consent_links (link_id, journey_ids, redirect_url_sealed, return_mode, return_state_hash,
      issued_at)
    SELECT r.link_id, r.journey_ids, r.redirect_url_sealed, r.return_mode, r.return_state_hash, r.issued_at
    FROM json_to_recordset($rows) AS r(link_id uuid, journey_ids uuid[], redirect_url_sealed bytea, return_mode text,
      return_state_hash bytea, issued_at timestamptz)
    RETURNING 1`,
};

/** The conditional update that makes a return single-use: of two browsers, exactly one succeeds. */
const RETURN: Statement<{ link_id: string }> = {
  name: 'consent-links.return',
  text: `
    UPDATE portico.consent_links AS l SET returned_at = now()
    FROM json_to_recordset($rows) AS r(link_id uuid)
    WHERE l.link_id = r.link_id AND l.returned_at IS NULL
    RETURNING 1`,
};

/** Of the replicas that judge the same visit, exactly one succeeds. */
const JUDGE: Statement<{ link_id: string }> = {
  name: 'consent-links.judge',
  text: `
    UPDATE portico.consent_links AS l SET stall_judged_at = now()
    FROM json_to_recordset($rows) AS r(link_id uuid)
    WHERE l.link_id = r.link_id AND l.stall_judged_at IS NULL
    RETURNING 1`,
};

export const RETURN_REFUSED = RETURN.name;

@Injectable()
export class ConsentLinksRepository {
  constructor(@InjectRepository(ConsentLink) private readonly links: Repository<ConsentLink>) {}

  add(link: ConsentLink): Write<ConsentLink> {
    const row = {
      link_id: link.linkId,
      journey_ids: link.journeyIds,
      redirect_url_sealed: link.redirectUrlSealed && bytea(link.redirectUrlSealed),
      return_mode: link.returnMode,
      return_state_hash: link.returnStateHash && bytea(link.returnStateHash),
      issued_at: link.issuedAt.toISOString(),
    };
    return write(ADD, row, link);
  }

  async findByReturnState(returnStateHash: Buffer): Promise<ConsentLink | null> {
    return reading(() => this.links.findOneBy({ returnStateHash }));
  }

  /** Refused (WriteRefused `consent-links.return`) when the browser came back before. */
  markReturned({ linkId }: ConsentLink): Write<void> {
    return write(RETURN, { link_id: linkId }, undefined);
  }

  /**
   * Links that were issued before `issuedBefore`, without a return through Portico, and that have not been judged yet;
   * the oldest first.
   */
  async listOverdue(issuedBefore: Date, most: number): Promise<ConsentLink[]> {
    return reading(() =>
      this.links.find({
        where: {
          returnMode: 'managed',
          returnedAt: IsNull(),
          stallJudgedAt: IsNull(),
          issuedAt: LessThan(issuedBefore),
        },
        order: { issuedAt: 'ASC' },
        take: most,
      }),
    );
  }

  /** Refused (WriteRefused `consent-links.judge`) when it was judged before. */
  judge(linkId: string): Write<void> {
    return write(JUDGE, { link_id: linkId }, undefined);
  }
}
