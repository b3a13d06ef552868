import { createHmac } from 'node:crypto';
import { fits, ISO_TIME, members, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { Need } from '../../needs';
import { Listener, LISTENER_SECRET, type Told } from '../../vendors/listener';
import type { World } from '../../world';

const { stated, open } = factsInGroup('finpro');
const NEEDS: readonly Need[] = ['effects', 'template', 'person', 'listener'];
const BASIC = ['timestamp', 'consentHandle', 'eventType', 'eventStatus', 'consentId', 'vua', 'eventMessage'];
const EXTENDED = [...BASIC, 'productID', 'accountID', 'fetchType', 'consentExpiry'];

interface Heard {
  readonly told: readonly Told[];
  readonly handle: string;
  readonly id: unknown;
  readonly body: Record<string, unknown>;
}

/** A consent to which this happens, and the webhook about it. */
async function heard({ finpro, sandbox }: World, how: object, ...events: readonly string[]): Promise<Heard> {
  const { handle, body } = await finpro.consent();
  return Listener.during(sandbox, 'finpro', how, async (listener) => {
    await sandbox.consent(handle, ...events);
    const told = await listener.count(events.length);
    return { told, handle, id: (await finpro.listed(handle)).consentID, body };
  });
}

const hmac = (text: string, encoding: 'hex' | 'base64', secret = LISTENER_SECRET): string =>
  createHmac('sha256', secret).update(text).digest(encoding);

const VECTOR =
  '{"timestamp":"2026-01-15T10:34:13.000Z","consentHandle":"3a3f2d96-fc3b-42e5-804f-e65d10a4be98","eventType":"CONSENT","eventStatus":"CONSENT_APPROVED","consentId":"bf0cda0b-776c-4104-a4f8-5bcd69764125","vua":"9876543210@onemoney","eventMessage":"Consent ' +
  'approved for consent id bf0cda0b-776c-4104-a4f8-5bcd69764125"}';

const EVENTS: readonly (readonly [event: string, isDocumented: boolean, way: readonly string[]])[] = [
  ['CONSENT_APPROVED', true, ['approve']],
  ['CONSENT_REJECTED', true, ['reject']],
  ['CONSENT_PAUSED', false, ['approve', 'pause']],
  ['CONSENT_RESUMED', false, ['approve', 'pause', 'resume']],
  ['CONSENT_REVOKED', false, ['approve', 'revoke']],
  ['CONSENT_EXPIRED', false, ['approve', 'expire']],
];

/** Webhooks about consents (finpro.md 5). */
export const FINPRO_WEBHOOKS: readonly Fact[] = [
  open(
    'webhook.vector',
    '5.1',
    'how a webhook is signed: the test vector in the three ways that are set up',
    [],
    'hex, base64, and hex over <timestamp>.<body>',
    async () => {
      same('bytes', Buffer.byteLength(VECTOR), 315);
      same(
        'hex',
        hmac(VECTOR, 'hex', 'sandbox-webhook-key'),
        'bb6bcade8ce779868766769388338c58900506855374611e7c4d9e10911eb2f8',
      );
      same('base64', hmac(VECTOR, 'base64', 'sandbox-webhook-key'), 'u2vK3ozneYaHZnaTiDOMWJAFBoVTdGEefE2eEJEesvg=');
      same(
        'timestamp',
        hmac(`1768473253.${VECTOR}`, 'hex', 'sandbox-webhook-key'),
        '95edf27d86b7326890884cdf4e9f4cebb591634440e8b537faa7a690dd9db801',
      );
      return 'hex, base64, and hex over <timestamp>.<body>';
    },
  ),
  open(
    'webhook.default',
    '5.1',
    'how the sandbox signs by default',
    NEEDS,
    'X-Webhook-Signature, hex, over the body',
    async (world) => {
      const {
        told: [first],
      } = await heard(world, {}, 'approve');
      return first!.headers['x-webhook-signature'] === hmac(first!.body, 'hex')
        ? 'X-Webhook-Signature, hex, over the body'
        : 'otherwise';
    },
  ),
  open('webhook.base64', '5.1', 'base64, where it is set up so', NEEDS, 'yes', async (world) => {
    const {
      told: [first],
    } = await heard(world, { mode: 'base64' }, 'approve');
    return first!.headers['x-webhook-signature'] === hmac(first!.body, 'base64') ? 'yes' : 'no';
  }),
  open('webhook.timestamp', '5.1', '<timestamp>.<body>, where it is set up so', NEEDS, 'yes', async (world) => {
    const {
      told: [first],
    } = await heard(world, { mode: 'timestamp' }, 'approve');
    const timestamp = fits('X-Webhook-Timestamp', first!.headers['x-webhook-timestamp'], /^\d{10}$/);
    return first!.headers['x-webhook-signature'] === hmac(`${timestamp}.${first!.body}`, 'hex') ? 'yes' : 'no';
  }),
  stated('webhook.basic', '5.2', 'page', 'the basic payload has seven members', NEEDS, async (world) => {
    const {
      told: [first],
      handle,
      id,
      body,
    } = await heard(world, {}, 'approve');
    const seen = members('the payload', first!.json, BASIC);
    same(
      'what it says',
      [seen.consentHandle, seen.eventType, seen.eventStatus, seen.consentId, seen.vua],
      [handle, 'CONSENT', 'CONSENT_APPROVED', id, body.vua],
    );
    fits(
      'timestamp',
      seen.timestamp,
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
      'ISO 8601 with milliseconds, UTC',
    );
    fits('eventMessage', seen.eventMessage, /\S/);
  }),
  stated(
    'webhook.extended',
    '5.2',
    'page',
    'the extended payload also has productID, accountID, fetchType and consentExpiry',
    NEEDS,
    async (world) => {
      const {
        told: [first],
        body,
      } = await heard(world, { payload: 'extended' }, 'approve');
      const seen = members('the payload', first!.json, EXTENDED);
      same(
        'what it says',
        [seen.productID, seen.accountID, seen.fetchType],
        [body.productID, body.accountID, 'ONETIME'],
      );
      fits('consentExpiry', seen.consentExpiry, /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
      fits('timestamp', seen.timestamp, ISO_TIME);
    },
  ),
  stated('webhook.masked', '5.2', 'page', 'the extended payload may mask the VUA', NEEDS, async (world) => {
    const {
      told: [first],
      body,
    } = await heard(world, { payload: 'extended' }, 'approve');
    same('vua', first!.json.vua, `XXXXXXX${String(body.partyIdentifierValue).slice(-3)}@onemoney`);
  }),
  ...[
    { payload: 'basic', id: '' },
    { payload: 'extended', id: '<NULL>' },
  ].map(({ payload, id }) =>
    stated(
      `webhook.rejected-${payload}`,
      '5.2',
      'page',
      `a rejection has no consentId: ${JSON.stringify(id)} in the ${payload} payload`,
      NEEDS,
      async (world) => same('consentId', (await heard(world, { payload }, 'reject')).told[0]!.json.consentId, id),
    ),
  ),
  ...EVENTS.map(([event, isDocumented, way]) =>
    isDocumented
      ? stated(`webhook.${event}`, '5.2', 'page', `${way.at(-1)} is told as ${event}`, NEEDS, async (world) =>
          same('eventStatus', (await heard(world, {}, ...way)).told.at(-1)!.json.eventStatus, event),
        )
      : open(`webhook.${event}`, '5.2', `what ${way.at(-1)} is told as`, NEEDS, event, async (world) =>
          String((await heard(world, {}, ...way)).told.at(-1)!.json.eventStatus),
        ),
  ),
  stated(
    'webhook.revoked-by-us',
    '5.2',
    'page',
    'a consent revoked by API is told too',
    NEEDS,
    async ({ finpro, sandbox }) => {
      const { handle } = await finpro.consent();
      await sandbox.consent(handle, 'approve');
      const told = await Listener.during(sandbox, 'finpro', {}, async (listener) => {
        await finpro.post('/revokeconsent', { consentID: (await finpro.listed(handle)).consentID });
        return listener.count(1);
      });
      same('eventStatus', told[0]!.json.eventStatus, 'CONSENT_REVOKED');
    },
  ),
  open(
    'webhook.retry',
    '5.3',
    'when it comes again after answers that are no 2xx, from each attempt to the next, and whether the bytes are ' +
      'the same',
    NEEDS,
    '5 s, 25 s, 90 s, 480 s, dead; the same bytes',
    async ({ finpro, sandbox }) => {
      const { handle } = await finpro.consent();
      return Listener.during(sandbox, 'finpro', {}, async (listener) => {
        listener.answerWith(500);
        await sandbox.consent(handle, 'approve');
        const schedule = await sandbox.schedule(handle, [5, 25, 90, 480], (count) => listener.count(count));
        return (
          `${schedule}; ` +
          `${new Set((await listener.count(1)).map(({ body }) => body)).size === 1 ? 'the same bytes' : 'other bytes'}`
        );
      });
    },
  ),
];
