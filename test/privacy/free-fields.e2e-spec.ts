import { randomInt, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { KeyRing } from '../../src/privacy/data-key/key-ring';
import { SubjectKeys } from '../../src/privacy/subject-keys';
import { verdict } from '../../campaigns/audit-log';
import { send, type Sent } from '../openapi/exchange';
import { validRequest, type World } from '../openapi/scenarios';
import { dumpOf, columnsWith } from '../support/dump';
import { eraseAll } from '../support/erase';
import { type RunningGateway, startGateway } from '../support/gateway';
import { ORIGIN, SEED, untilSealed } from '../support/log';

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Operation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** Free text fields that hold no personal data. Every other free text field is treated as personal. */
const NOT_PERSONAL: Readonly<Record<string, string>> = {
  customer_id: "1Money's id",
  consentHandle: "FinPro's id",
  consentID: "FinPro's id",
  productID: 'a template of the consumer, from a list',
  fipID: 'ids of banks, from a list',
  event_types: 'words from a list',
  url: "the consumer's own receiver",
  locale: 'a language',
  webRedirectionURL: 'what the Account Aggregator encrypted',
};

/** Operations that store no fields, as they only read. */
const READS: readonly string[] = ['listConsents', 'decryptConsentReturn'];

const letters = (count: number): string =>
  Array.from({ length: count }, () => String.fromCharCode(65 + randomInt(26))).join('');

/** A valid value for the field that a search finds wherever it is stored. Unlisted fields get a random word. */
function marked(name: string): { value: string; marker: string; also?: object } {
  const mobile = `77700${String(randomInt(100_000)).padStart(5, '0')}`;
  const word = `Marker${letters(12)}`;
  const pan = `CANRY${randomInt(1_000, 10_000)}${letters(1)}`;
  const values: Record<string, { value: string; marker: string; also?: object }> = {
    email: { value: `${word.toLowerCase()}@canary.example`, marker: word.toLowerCase() },
    accountID: { value: mobile, marker: mobile },
    vua: {
      value: `${mobile}@onemoney`,
      marker: mobile,
      also: { partyIdentifierType: 'MOBILE', partyIdentifierValue: mobile },
    },
    partyIdentifierValue: {
      value: mobile,
      marker: mobile,
      also: { partyIdentifierType: 'MOBILE', vua: `${mobile}@onemoney` },
    },
    pan: { value: pan, marker: pan },
    userid: { value: `${mobile}@onemoney`, marker: mobile },
    redirect_url: { value: `https://app.example.com/back?mobile=${mobile}`, marker: mobile },
    redirectUrl: { value: `https://app.example.com/back?mobile=${mobile}`, marker: mobile },
  };
  return values[name] ?? { value: word, marker: word };
}

describe('free text fields of a consumer', () => {
  let gateway: RunningGateway;
  let operations: Operation[];
  let schemas: Record<string, Schema>;
  const markers: string[] = [];
  beforeAll(async () => {
    gateway = await startGateway({
      environment: { AUDIT_LOG_ORIGIN: ORIGIN, AUDIT_SIGNING_KEY: SEED.toString('base64url') },
    });
    const document = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: Record<string, Schema> };
    };
    schemas = document.components.schemas;
    operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  });
  afterAll(() => gateway.close());

  const fieldsOf = ({ requestBody }: Operation): string[] => {
    const schema = requestBody?.content['application/json']?.schema;
    const whole = schema?.$ref ? schemas[schema.$ref.split('/').at(-1)!] : schema;
    return Object.entries(whole?.properties ?? {}).flatMap(([name, field]) =>
      [field, ...(field.anyOf ?? [])].some((one) => one.enum) ? [] : [name],
    );
  };
  const valid = (operationId: string): Promise<Sent> => validRequest(operationId, { gateway } as World);
  const creating = (): Operation[] =>
    operations.filter(
      (operation) =>
        (operation.security?.length ?? 0) > 0 &&
        fieldsOf(operation).length > 0 &&
        !READS.includes(operation.operationId),
    );

  it('are neither stored nor logged in clear, for any field and any outcome of the request', async () => {
    expect(creating().length).toBeGreaterThan(6);
    for (const operation of creating()) {
      const { operationId } = operation;
      for (const field of fieldsOf(operation).filter((name) => !(name in NOT_PERSONAL))) {
        for (const link of ['one-time', 'durable']) {
          const plain = await valid(operationId);
          const { value, marker, also = {} } = marked(field);
          const body = {
            ...(JSON.parse(plain.body!) as object),
            [field]: value,
            ...also,
            ...(link === 'durable' && operationId.match(/Grant|Link|requestConsent/) ? { link } : {}),
          };
          const isTaken = !(link === 'durable' && operationId === 'createConsentLink' && field === 'pan');
          const sent = {
            ...plain,
            headers: { ...plain.headers, 'Idempotency-Key': randomUUID() },
            body: JSON.stringify(body),
          };
          const { status } = await send(gateway, sent);
          expect({ operationId, field, link, isTaken: status < 300 }).toEqual({ operationId, field, link, isTaken });
          await gateway.sandbox.control('/_sandbox/faults', {
            vendor: plain.vendor ?? '1money',
            kind: 'status',
            status: 400,
            times: 1,
          });
          await send(gateway, { ...sent, headers: { ...sent.headers, 'Idempotency-Key': randomUUID() } });
          await gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE');
          markers.push(marker);
        }
      }
    }
    expect(columnsWith(await dumpOf(gateway.database), markers)).toEqual([]);
    expect(markers.filter((marker) => gateway.logged().includes(marker))).toEqual([]);
  }, 180_000);

  it('cannot be read from a stored answer under the data key', async () => {
    const rows = await gateway.database.query<{
      consumer_id: string;
      operation: string;
      idempotency_key: string;
      response_sealed: Buffer;
    }>('SELECT * FROM portico.idempotency_keys WHERE subject_id IS NULL AND response_sealed IS NOT NULL');
    for (const { consumer_id, operation, idempotency_key, response_sealed } of rows) {
      const context = `idempotent_response:${consumer_id}:${operation}:${idempotency_key}`;
      const text = gateway.app.get(KeyRing, { strict: false }).open(context, response_sealed).toString();
      expect(markers.filter((marker) => text.includes(marker))).toEqual([]);
    }
  });

  it('cannot be decrypted or matched with any remaining key after the erasure; every proof still holds', async () => {
    const subjects = await eraseAll(gateway);
    expect(subjects.length).toBeGreaterThan(10);
    expect(await gateway.app.get(SubjectKeys).findAll(subjects)).toEqual(new Map());
    const left = async (from: string): Promise<number> =>
      (await gateway.database.query<{ count: number }>(`SELECT count(*)::int AS count FROM portico.${from}`))[0]!.count;
    expect({
      keys: await left('subject_keys WHERE wrapped_key IS NOT NULL OR person_index IS NOT NULL'),
      accounts: await left('consents WHERE account_index IS NOT NULL OR account_sealed IS NOT NULL'),
      pages:
        (await left('onboarding_grants WHERE redirect_url_sealed IS NOT NULL')) +
        (await left('durable_links WHERE settings_sealed IS NOT NULL')),
      answers: await left(
        "idempotency_keys WHERE subject_id IS NOT NULL AND (response_sealed IS NOT NULL OR fingerprint <> '')",
      ),
      // Those of consents that are pending go on, with ids only, until FinPro ends them.
      polls: await left(
        'journey_watches AS w WHERE due_at IS NOT NULL AND NOT EXISTS (SELECT FROM portico.consents AS c WHERE ' +
          "c.journey_id = w.journey_id AND c.status = 'PENDING')",
      ),
      deliveries: await left("event_deliveries WHERE state = 'PENDING'"),
    }).toEqual({ keys: 0, accounts: 0, pages: 0, answers: 0, polls: 0, deliveries: 0 });
    expect(columnsWith(await dumpOf(gateway.database), markers)).toEqual([]);
    const [row] = await gateway.database.query<{ entries: number }>(
      'SELECT count(*)::int AS entries FROM portico.audit_entries',
    );
    await untilSealed(gateway.database, row!.entries);
    const client = new Client({ connectionString: gateway.database.auditorUrl });
    await client.connect();
    expect(await verdict(client, null)).toMatchObject({ entries: row!.entries });
    await client.end();
  });
});
