// `npx portico listen --forward-to <url>`: what a webhook subscription would send, for a receiver that the gateway
// cannot reach.
import { createHmac, randomBytes } from 'node:crypto';
import { misuse, readArguments } from './arguments.cjs';
import { OPTIONS, portico, sentence, USAGE as CLIENT_USAGE } from './client/portico.mjs';
import { paint } from './start/console.mjs';

const USAGE = `npx portico listen --forward-to <url> [--types <type,…>] [--from <cursor>] [--gateway <url>] [--json]

Asks for events and sends each to the URL, signed like a webhook of Portico, in their order, until it is stopped. An
event that is not answered with 2xx is sent again every second.

  --forward-to     where they are sent, such as http://localhost:8080/events
  --types          types of events, separated by commas; default: all
  --from           the cursor after which to begin, 0 for all; default: the events from now on
  --json           a line of JSON for each event and answer
${CLIENT_USAGE}
PORTICO_WEBHOOK_SECRET is the secret to sign with; without it a new one is made and printed.`;

/** Milliseconds: how long the receiver may take; the pause before an event is sent again. */
const PATIENCE_MS = 15_000;
const AGAIN_MS = 1_000;
/** Bytes of a secret: with fewer the client's verification refuses it. */
const SHORTEST = 16;

const { values } = readArguments({
  usage: USAGE,
  options: {
    ...OPTIONS,
    'forward-to': { type: 'string' },
    types: { type: 'string' },
    from: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const target = values['forward-to'];
if (!URL.canParse(target ?? '') || !/^https?:$/.test(new URL(target).protocol))
  misuse(USAGE, '--forward-to must be an http or https URL.');
const secret = process.env.PORTICO_WEBHOOK_SECRET || `whsec_${randomBytes(24).toString('base64')}`;
const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
if (key.length < SHORTEST) misuse(USAGE, 'PORTICO_WEBHOOK_SECRET must be whsec_ and 16 bytes or more in base64.');
const say = (text) => values.json || process.stdout.write(`${text}\n`);
const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ended.abort());

/** The status of the answer, or why there was none. */
async function send(listed) {
  const { cursor: _cursor, ...event } = listed;
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', key).update(`${event.id}.${timestamp}.${body}`).digest('base64');
  try {
    const answer = await fetch(target, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': event.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      signal: AbortSignal.any([ended.signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch (error) {
    return error.cause?.code ?? error.name;
  }
}

function report(event, answer) {
  const isTaken = answer >= 200 && answer < 300;
  if (values.json) process.stdout.write(`${JSON.stringify({ event, answer })}\n`);
  const about = event.data.customer_id ?? event.data.consent_handle ?? event.data.reference;
  say(`${paint(isTaken ? 32 : 31, String(answer).padEnd(4))} ${event.type}  ${event.data.status ?? ''}  ${about}`);
  return isTaken;
}

async function forward() {
  const client = portico(values.gateway);
  const cursor = values.from ?? (await client.events.newestCursor({ signal: ended.signal }));
  say(`Events are forwarded to ${target}. Ctrl-C ends it.\nSecret to verify them with: ${secret}`);
  const types = values.types?.split(',');
  // A gateway that restarts is waited for.
  const patience = { signal: ended.signal, retries: Infinity, deadlineMs: Infinity };
  for await (const event of client.events.follow({ cursor, types }, patience))
    while (!report(event, await send(event)) && !ended.signal.aborted)
      await new Promise((done) => setTimeout(done, AGAIN_MS));
}

try {
  await forward();
} catch (error) {
  if (!ended.signal.aborted) {
    process.stderr.write(`${sentence(error, values.gateway)}\n`);
    process.exitCode = 1;
  }
}
