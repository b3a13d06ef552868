import type { FastifyReply } from 'fastify';
import { type StoredDelivery, type Vendor, VENDORS } from '../webhooks/webhooks';
import { consolePage, consolePath, type ConsoleVisit, PAGE_ROWS, VENDOR_NAMES } from './console-page';
import { sequenceIn } from './effects.page';
import { entityAt } from './namespaces';

/** Where each vendor sends its webhooks, whether they are held, and the deliveries, newest first. */
export async function showWebhooks(visit: ConsoleVisit): Promise<FastifyReply> {
  const { context, namespace, query } = visit;
  const { webhooks } = context;
  const before = sequenceIn(query);
  const entities = VENDORS.flatMap((vendor) => {
    const entity = entityAt(namespace, vendor);
    return entity === null ? [] : [{ vendor, entity }];
  });
  const pages = await Promise.all(
    entities.map(({ vendor, entity }) => webhooks.page(vendor, entity, before ?? null, PAGE_ROWS + 1)),
  );
  const found = pages.flat().toSorted((one, other) => other.number - one.number);
  const rows = found.slice(0, PAGE_ROWS);
  return consolePage(
    visit,
    'webhooks',
    { title: 'Webhooks', section: '/webhooks', isLive: before === undefined },
    {
      senders: entities.map(({ vendor, entity }) => ({
        vendor,
        name: VENDOR_NAMES[vendor],
        target: webhooks.target(vendor, entity),
        isHeld: webhooks.isHeld(vendor, entity),
        isHeldForAll: webhooks.isHeld(vendor),
      })),
      rows: rows.map((delivery) => ({
        ...delivery,
        words: inWords(
          delivery,
          webhooks.isHeld(delivery.vendor) || webhooks.isHeld(delivery.vendor, delivery.entity!),
        ),
        href: consolePath(namespace, `${subjects(delivery.vendor)}/${delivery.subject}`),
        json: JSON.stringify(JSON.parse(delivery.body), null, 2),
      })),
      older: found.length > rows.length ? `?before=${rows.at(-1)!.number}` : null,
      isNewest: before === undefined,
    },
  );
}

const subjects = (vendor: Vendor): string => (vendor === '1money' ? '/customers' : '/consents');

/** Where a delivery stands, in one sentence. */
function inWords({ status, attempts, last_status, last_error }: StoredDelivery, isHeld: boolean): string {
  const answer =
    last_status === null ? (last_error === null ? '' : ` (no answer: ${last_error})`) : ` (answered ${last_status})`;
  const times = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  switch (status) {
    case 'waiting':
      if (isHeld) return 'held back';
      return attempts === 0 ? 'is sent now' : `failed${answer}; is sent again after ${times}`;
    case 'sending':
      return 'is being sent';
    case 'delivered':
      return `delivered${answer}, ${times}`;
    case 'dead':
      return `given up${answer} after ${times}`;
    case 'dropped':
      return `dropped, ${times}`;
  }
}
