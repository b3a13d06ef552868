// `npx portico trigger <event>`: plays a user, or a vendor's compliance, at the sandbox, and waits until Portico knows.
import { randomUUID } from 'node:crypto';
import { misuse, readArguments } from './arguments.cjs';
import { OPTIONS, portico, sentence, USAGE as CLIENT_USAGE } from './client/portico.mjs';
import { portOf } from './start/machine.mjs';

/** By event: the KYB status that the sandbox is given. */
const KYB = {
  'kyb.created': 'INIT',
  'kyb.submitted': 'PENDING_REVIEW',
  'kyb.under_review': 'UNDER_REVIEW',
  'kyb.flagged': 'PENDING_RESPONSE',
  'kyb.rejected': 'REJECTED',
  'kyb.escalated': 'ESCALATED',
  'kyb.approved': 'APPROVED',
};
/** By event: what the sandbox does to a pending consent, and the status that it then has. */
const CONSENT = {
  'consent.created': [[], 'PENDING'],
  'consent.approved': [['approve'], 'ACTIVE'],
  'consent.rejected': [['reject'], 'REJECTED'],
  'consent.paused': [['approve', 'pause'], 'PAUSED'],
  'consent.revoked': [['approve', 'revoke'], 'REVOKED'],
  'consent.expired': [['expire'], 'EXPIRED'],
};

const USAGE = `npx portico trigger <event> [--of <customer_id or consent_handle>] [--gateway <url>] [--sandbox <url>]
    [--json]

  ${Object.keys(KYB).join(' · ')}
  ${Object.keys(CONSENT).join(' · ')}

Makes a customer or a consent, lets the sandbox do what the event says, and waits until Portico has the status and the
events of it.

  --of             an existing customer or consent instead of a new one
  --sandbox <url>  the sandbox; default: SANDBOX_URL, or the one that npx portico start runs on this machine
  --json           the journey and its events, as JSON
${CLIENT_USAGE}`;

const { values, positionals } = readArguments({
  usage: USAGE,
  most: 1,
  options: {
    ...OPTIONS,
    of: { type: 'string' },
    sandbox: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [event = ''] = positionals;
if (!Object.hasOwn(KYB, event) && !Object.hasOwn(CONSENT, event))
  misuse(USAGE, event ? `There is no event '${event}'.` : 'Which event is to happen?');
if (values.of !== undefined && event.endsWith('.created')) misuse(USAGE, `${event} makes a new one: leave out --of.`);
const givenUrl = values.sandbox ?? (process.env.SANDBOX_URL || `http://localhost:${portOf('SANDBOX_PORT', 4000)}`);
if (!URL.canParse(givenUrl)) misuse(USAGE, '--sandbox must be a URL.');
const sandboxUrl = givenUrl.replace(/\/$/, '');

async function control(path, body) {
  const answer = await fetch(`${sandboxUrl}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error(`No sandbox answers at ${sandboxUrl}: events can be triggered in sandbox mode only.`);
  });
  if (!answer.ok) throw new Error(`The sandbox refused ${path}: ${answer.status} ${await answer.text()}`);
}

async function customer(client) {
  const made = await client.customers.create({
    email: `trigger-${randomUUID().slice(0, 8)}@acme.example`,
    first_name: 'Zoë',
    last_name: 'Kim',
    company_name: 'Acme Robotics GmbH',
    customer_type: 'BUSINESS',
  });
  return made.customer_id;
}

async function consent(client) {
  const made = await client.consents.request({
    productID: 'LOAN01',
    vua: '9876543210@onemoney',
    partyIdentifierType: 'MOBILE',
    partyIdentifierValue: '9876543210',
    accountID: `TRIGGER${randomUUID().replaceAll('-', '').slice(0, 12).toUpperCase()}`,
    fipID: ['ALPHA-FIP'],
  });
  return made.consent_handle;
}

/** Lets it happen. Resolves to the reference of the journey and the status that it then has. */
async function act(client) {
  if (Object.hasOwn(KYB, event)) {
    const id = values.of ?? (await customer(client));
    if (event !== 'kyb.created') await control(`1money/customers/${id}/status`, { status: KYB[event] });
    return [id, KYB[event]];
  }
  const handle = values.of ?? (await consent(client));
  const [steps, status] = CONSENT[event];
  for (const step of steps) await control(`finpro/consents/${handle}/${step}`, {});
  return [handle, status];
}

async function trigger() {
  const client = portico(values.gateway);
  const cursor = await client.events.newestCursor();
  const [reference, status] = await act(client);
  const journey = await client.waitFor(reference, status);
  const events = [];
  for await (const one of client.events.list({ cursor }))
    if (Object.values(one.data).includes(reference)) events.push(one);
  if (values.json) return `${JSON.stringify({ reference, journey, events }, null, 2)}\n`;
  const lines = events.map(({ timestamp, type, data }) => `${timestamp}  ${type}  ${data.status}`);
  return `${[`${reference} is ${status}.`, ...lines].join('\n')}\n`;
}

try {
  process.stdout.write(await trigger());
} catch (error) {
  process.stderr.write(`${sentence(error, values.gateway)}\n`);
  process.exitCode = 1;
}
