import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import { COUNT_SECONDS, ROWS_A_MINUTE } from '../src/audit/sampling/audit-samples.repository';
import { createTestDatabase, type TestDatabase } from '../test/support/database';
import { startGateway } from '../test/support/gateway';
import { startSandbox } from '../test/support/sandbox';
import { nowSeconds, oneMoneyWebhook, finproWebhook, type VendorWebhook } from '../test/support/vendor-webhooks';
import { flags, fromCommandLine, randomOf, type Result } from './campaign';

const AT_ONCE = 64;

export interface ForgeriesResult extends Result {
  readonly mutated: number;
  readonly genuine: number;
  /** Numbers of answers by status: to altered webhooks, and to genuine ones. */
  readonly answers: Readonly<Record<string, number>>;
  readonly genuineAnswers: Readonly<Record<string, number>>;
  /** Kinds of alteration that got another answer than 401. */
  readonly wrongKinds: readonly string[];
  readonly stored: number;
  /** The sum of the counts in the audit rows and of the counts not written yet; and the number of rows. */
  readonly audited: number;
  readonly auditRows: number;
  readonly seconds: number;
}

interface Wired {
  readonly path: string;
  /** Names and values alternating, so that a header may occur twice. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

type Mutation = (webhook: VendorWebhook, random: () => number) => Wired;

const wired = (
  { path, headers, body }: VendorWebhook,
  change: Partial<Omit<Wired, 'headers'>> & { headers?: Readonly<Record<string, string>> } = {},
): Wired => ({
  path,
  body: Buffer.from(body),
  ...change,
  headers: Object.entries({ ...headers, ...change.headers }).flat(),
});

const signatureOf = ({ headers }: VendorWebhook): string => headers['X-Webhook-Signature']!;
const withSignature = (webhook: VendorWebhook, signature: string): Wired =>
  wired(webhook, { headers: { 'X-Webhook-Signature': signature } });
const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

function flipped(bytes: Buffer, random: () => number): Buffer {
  const changed = Buffer.from(bytes);
  changed[below(random, changed.length)]! ^= 1 << below(random, 8);
  return changed;
}

/** Alterations of each signed part and each header, and almost valid signatures. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a bit of the body': (webhook, random) => wired(webhook, { body: flipped(Buffer.from(webhook.body), random) }),
  'a digit of the signature': (webhook, random) => {
    const at = below(random, 64);
    const digit = signatureOf(webhook)[at]!;
    return withSignature(
      webhook,
      signatureOf(webhook).slice(0, at) +
        '0123456789abcdef'.replace(digit, '')[below(random, 15)]! +
        signatureOf(webhook).slice(at + 1),
    );
  },
  'the signature in capitals': (webhook) =>
    withSignature(
      webhook,
      signatureOf(webhook)
        .toUpperCase()
        .replace(/^([^A-F]*)$/, 'A$1'),
    ),
  'a shorter signature': (webhook, random) => withSignature(webhook, signatureOf(webhook).slice(0, below(random, 64))),
  'a longer signature': (webhook, random) =>
    withSignature(webhook, signatureOf(webhook) + '0'.repeat(1 + below(random, 64))),
  'an empty signature': (webhook) => withSignature(webhook, ''),
  'no signature': (webhook) =>
    wired(webhook, { headers: { 'X-Webhook-Signature': '', 'X-Other': signatureOf(webhook) } }),
  'the signature twice': (webhook) => ({
    ...wired(webhook),
    headers: [...wired(webhook).headers, 'X-Webhook-Signature', signatureOf(webhook)],
  }),
  'a list of signatures': (webhook) => withSignature(webhook, `${'0'.repeat(64)}, ${signatureOf(webhook)}`),
  'an empty key': (webhook) =>
    withSignature(
      webhook,
      createHmac('sha256', '')
        .update([webhook.headers['X-Webhook-Timestamp'], webhook.body].filter(Boolean).join('.'))
        .digest('hex'),
    ),
  'the wrong secret': (webhook) =>
    webhook.path === '/webhooks/1money'
      ? wired(oneMoneyWebhook('x', { secret: 'wrong-secret' }))
      : withSignature(webhook, createHmac('sha256', 'wrong-secret').update(webhook.body).digest('hex')),
  'other JSON of the same meaning': (webhook) =>
    wired(webhook, { body: Buffer.from(JSON.stringify(JSON.parse(webhook.body), null, 1)) }),
  'escaped JSON of the same meaning': (webhook) =>
    wired(webhook, { body: Buffer.from(webhook.body.replace('{"', '{"\\u0000x":1,"').replace('\\u0000', '')) }),
  'a byte order mark': (webhook) => wired(webhook, { body: Buffer.from(`\ufeff${webhook.body}`) }),
  'an empty body': (webhook) => wired(webhook, { body: Buffer.alloc(0) }),
  'another vendor': (webhook) =>
    wired(webhook, { path: webhook.path === '/webhooks/1money' ? '/webhooks/finpro' : '/webhooks/1money' }),
  // 1Money signs the time; FinPro, by default, does not.
  'a timestamp a second off': () =>
    ((webhook) =>
      wired(webhook, {
        headers: { 'X-Webhook-Timestamp': String(Number(webhook.headers['X-Webhook-Timestamp']) + 1) },
      }))(oneMoneyWebhook('x')),
  'an old or a future time': (_webhook, random) =>
    wired(oneMoneyWebhook('x', { timestamp: nowSeconds() + (random() < 0.5 ? -1 : 1) * (306 + below(random, 3_294)) })),
  'a timestamp that is none': (_webhook, random) =>
    wired(oneMoneyWebhook('x'), {
      headers: {
        'X-Webhook-Timestamp': ['', 'now', '1e9', '-1', '0x10', '99999999999999999999', '1768469460.5', 'NaN'][
          below(random, 8)
        ]!,
      },
    }),
  'the timestamp twice': () =>
    ((webhook) => ({
      ...wired(webhook),
      headers: [...wired(webhook).headers, 'X-Webhook-Timestamp', webhook.headers['X-Webhook-Timestamp']!],
    }))(oneMoneyWebhook('x')),
};

const KINDS = Object.keys(MUTATIONS);

/**
 * Sends webhooks of both vendors, each altered in one way, and genuine ones among them. `isOpen` is for the control:
 * the wrong secret is a configured one.
 */
export async function forgeries({
  seed,
  mutated,
  genuine,
  isOpen = false,
}: {
  seed: number;
  mutated: number;
  genuine: number;
  isOpen?: boolean;
}): Promise<ForgeriesResult> {
  const begun = performance.now();
  const random = randomOf(seed);
  const [database, sandbox] = [await createTestDatabase(), await startSandbox({ LOG_LEVEL: 'warn' })];
  const open = 'sandbox-webhook-key,wrong-secret';
  const gateway = await startGateway({
    database,
    sandbox,
    environment: {
      LOG_LEVEL: 'warn',
      ...(isOpen ? { ONE_MONEY_WEBHOOK_SECRETS: open, FINPRO_WEBHOOK_SECRETS: open } : {}),
    },
  });
  const agent = new Agent({ connections: AT_ONCE });
  const [answers, genuineAnswers, wrongKinds]: [Record<string, number>, Record<string, number>, Set<string>] = [
    {},
    {},
    new Set(),
  ];
  let [forged, real] = [0, 0];

  const fresh = (): VendorWebhook =>
    random() < 0.5
      ? oneMoneyWebhook(`c-${below(random, 1e9)}`, { event: 'deposit.completed' })
      : finproWebhook(crypto.randomUUID(), { eventType: 'DATA', eventStatus: 'DATA_READY' });
  const send = async ({ path, headers, body }: Wired): Promise<number> => {
    const answer = await request(gateway.url + path, {
      method: 'POST',
      dispatcher: agent,
      headers: [...headers],
      body,
    });
    await answer.body.dump();
    return answer.statusCode;
  };
  const shoot = async (): Promise<void> => {
    while (forged < mutated || real < genuine) {
      if (real * mutated < forged * genuine || forged >= mutated) {
        real += 1;
        const status = await send(wired(fresh()));
        genuineAnswers[status] = (genuineAnswers[status] ?? 0) + 1;
      } else {
        const kind = KINDS[forged++ % KINDS.length]!;
        const status = await send(MUTATIONS[kind]!(fresh(), random));
        answers[status] = (answers[status] ?? 0) + 1;
        if (status !== 401) wrongKinds.add(`${kind}: ${status}`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, shoot));
    // The gateway writes its remaining counts when it ends, so no wait is needed.
    await gateway.close();
    const stored = await number(database, 'SELECT count(*) AS number FROM portico.webhook_inbox');
    const audited = await number(database, AUDITED);
    const auditRows = await number(
      database,
      "SELECT count(*) AS number FROM portico.audit_entries WHERE action = 'webhook.refused'",
    );
    const isPassed =
      answers[401] === mutated &&
      genuineAnswers[200] === genuine &&
      stored === genuine &&
      audited === mutated &&
      auditRows <= mostRows((performance.now() - begun) / 1000);
    return {
      campaign: 'forgeries',
      seed,
      isPassed,
      mutated,
      genuine,
      answers,
      genuineAnswers,
      wrongKinds: [...wrongKinds],
      stored,
      audited,
      auditRows,
      seconds: Math.round((performance.now() - begun) / 1000),
    };
  } finally {
    await agent.close();
    await gateway.close().catch(() => undefined);
    await sandbox.close();
    await database.drop();
  }
}

/** Refusals in rows of the log, and those that are counted but not written yet. */
const AUDITED = `
  SELECT (SELECT coalesce(sum((detail->>'count')::integer), 0) FROM portico.audit_entries
    WHERE action = 'webhook.refused')
    + (SELECT coalesce(sum(uncounted), 0) FROM portico.audit_samples) AS number`;

/**
 * The most audit rows of two vendors with three verdicts: for each so many single rows in a minute, and one counting
 * row in each interval; the begun minute and interval included.
 */
const mostRows = (seconds: number): number =>
  6 * (ROWS_A_MINUTE * (Math.floor(seconds / 60) + 1) + Math.floor(seconds / COUNT_SECONDS) + 1);

const number = async (database: TestDatabase, text: string): Promise<number> =>
  Number((await database.query<{ number: string }>(text))[0]!.number);

if (require.main === module) {
  const { seed, mutated, genuine } = flags({ mutated: 100_000, genuine: 10_000 });
  void fromCommandLine(() => forgeries({ seed, mutated, genuine }));
}
