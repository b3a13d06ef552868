import type { UpkeepConfig } from '../config/upkeep.config';
import { removedAfter, rowsOf, type TableLife } from '../retention/table-life';
import { LinkClick } from './click/link-click.entity';
import { DurableLink } from './durable-link.entity';

/** Much longer than a click takes. The number of clicks on a link is counted in the link's row. */
const CLICK_DAYS = 1;

const LINK_MAY_GO = `NOT EXISTS (SELECT FROM portico.link_clicks AS c WHERE c.link_id = t.link_id) AND NOT
  EXISTS (SELECT FROM portico.onboarding_grants AS g WHERE g.link_id = t.link_id)`;

export const linkLives = ({ linksKeptDays: days }: UpkeepConfig): readonly TableLife[] => [
  removedAfter(CLICK_DAYS, '1 day', rowsOf(LinkClick, 'claimedAt')),
  removedAfter(days, `${days} days after their end (\`LINKS_KEPT_DAYS\`)`, {
    ...rowsOf(DurableLink, 'expiresAt'),
    mayGo: LINK_MAY_GO,
  }),
];
