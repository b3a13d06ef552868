import type { UpkeepConfig } from '../config/upkeep.config';
import { removedAfter, type TableLife } from '../retention/table-life';

/** Much longer than a click takes. The number of clicks on a link is counted in the link's row. */
const CLICK_DAYS = 1;

const LINK_MAY_GO = `NOT EXISTS (SELECT FROM portico.link_clicks AS c WHERE c.link_id = t.link_id) AND NOT
  EXISTS (SELECT FROM portico.onboarding_grants AS g WHERE g.link_id = t.link_id)`;

export const linkLives = ({ linksKeptDays: days }: UpkeepConfig): readonly TableLife[] => [
  removedAfter(CLICK_DAYS, '1 day', {
    table: 'link_clicks',
    key: ['link_id', 'nonce_hash'],
    place: 'claimed_at',
    type: 'timestamptz',
  }),
  removedAfter(days, `${days} days after their end (\`LINKS_KEPT_DAYS\`)`, {
    table: 'durable_links',
    key: ['link_id'],
    place: 'expires_at',
    type: 'timestamptz',
    mayGo: LINK_MAY_GO,
  }),
];
