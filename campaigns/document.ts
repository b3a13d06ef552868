import fs from 'node:fs';
import { Pool } from 'undici';
import { type RunningGateway, startGateway } from '../test/support/gateway';
import { ApiDocument } from '../test/openapi/api-document';
import { DrawnRequests } from '../test/openapi/drawn-requests';
import { type Finding, judge } from '../test/openapi/exchange-judge';
import { flags, fromCommandLine, randomOf, type Result } from './campaign';

export interface DocumentPlan {
  readonly seed: number;
  readonly requests: number;
}

export interface DocumentResult extends Result {
  readonly requests: number;
  /** Requests that the document allows, and how many of them succeeded. */
  readonly valid: number;
  readonly succeeded: number;
  readonly findings: Readonly<Record<Finding, number>>;
  /** Operations of which no request succeeded. */
  readonly neverReached: readonly string[];
  /** The first findings of each kind and operation. */
  readonly first: readonly string[];
  readonly seconds: number;
}

const AT_ONCE = 6;
/** A consumer's credentials by the document's schemes: the only knowledge that is not from the document. */
const CREDENTIALS = {
  bearer: 'Bearer demo-consumer.ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
  'finpro-client-id': 'demo-consumer',
  'finpro-client-secret': 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
  'finpro-organisation-id': 'demo-org',
  'finpro-app-identifier': 'demo-app',
};
const ENVIRONMENT = {
  LOG_LEVEL: 'info',
  RATE_LIMIT_PER_MINUTE: '1000000',
  GRANTS_PER_CUSTOMER_PER_DAY: '100000',
  CONSENTS_PER_CUSTOMER_PER_DAY: '100000',
};

/**
 * Sends requests made from openapi.json alone, half of them with a mistake: each response is documented, forbidden
 * requests are refused, and allowed ones are refused only by a rule that the document names.
 */
export async function documentCampaign(plan: DocumentPlan): Promise<DocumentResult> {
  const gateway = await startGateway({ environment: ENVIRONMENT });
  try {
    return await exchanges(plan, gateway, openApi());
  } finally {
    await gateway.close();
  }
}

/** Control with documents that differ from the behaviour in one way each: passes when each difference is detected. */
export async function documentControl(
  plan: DocumentPlan,
): Promise<Result & { readonly noticed: readonly string[]; readonly missed: readonly string[] }> {
  const gateway = await startGateway({ environment: ENVIRONMENT });
  try {
    const found: { name: string; isNoticed: boolean }[] = [];
    for (const { name, operationId, finding, plant } of PLANTED) {
      const raw = openApi();
      plant(raw);
      const result = await exchanges(plan, gateway, raw, operationId);
      found.push({ name, isNoticed: result.findings[finding] > 0 });
    }
    const [noticed, missed] = [true, false].map((wanted) =>
      found.filter(({ isNoticed }) => isNoticed === wanted).map(({ name }) => name),
    ) as [string[], string[]];
    return {
      campaign: 'document, with planted differences',
      seed: plan.seed,
      isPassed: missed.length === 0,
      noticed,
      missed,
    };
  } finally {
    await gateway.close();
  }
}

interface Raw {
  readonly paths: Record<
    string,
    Record<
      string,
      { readonly responses: Record<string, unknown>; readonly parameters?: readonly { readonly schema: object }[] }
    >
  >;
  readonly components: {
    readonly schemas: Record<
      string,
      { readonly properties: Record<string, Record<string, unknown>>; additionalProperties?: boolean; anyOf?: object }
    >;
  };
}

const openApi = (): Raw => JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as Raw;

const PLANTED: readonly {
  readonly name: string;
  readonly operationId: string;
  readonly finding: Finding;
  plant(raw: Raw): void;
}[] = [
  {
    name: 'a status that is not listed',
    operationId: 'getHostedCustomer',
    finding: 'undocumented',
    plant: ({ paths }) => delete paths['/v1/customers/hosted/{customer_id}']!.get!.responses['404'],
  },
  {
    name: 'a member of an answer that is not described',
    operationId: 'createHostedCustomer',
    finding: 'misshapen',
    plant: ({ components }) => delete components.schemas.CustomerDto!.properties.customer_type,
  },
  {
    name: 'a pattern that is not enforced',
    operationId: 'listDurableLinks',
    finding: 'accepted',
    plant: ({ paths }) => Object.assign(paths['/v1/links']!.get!.parameters![0]!.schema, { pattern: '^Z[a-z]{1,8}$' }),
  },
  {
    name: 'a rule that no schema states',
    operationId: 'listDurableLinks',
    finding: 'refused',
    plant: ({ paths }) => Object.assign(paths['/v1/links']!.get!.parameters![0]!.schema, { pattern: '^.{1,64}$' }),
  },
  {
    name: 'members that must be there together',
    operationId: 'listConsents',
    finding: 'refused',
    plant: ({ components }) => delete components.schemas.ConsentListDto!.anyOf,
  },
  {
    name: 'members that are refused',
    operationId: 'requestConsent',
    finding: 'refused',
    plant: ({ components }) => Object.assign(components.schemas.RequestConsentDto!, { additionalProperties: true }),
  },
];

async function exchanges(
  { seed, requests }: DocumentPlan,
  { url }: RunningGateway,
  raw: object,
  only?: string,
): Promise<DocumentResult> {
  const begun = performance.now();
  const pool = new Pool(url, { connections: AT_ONCE });
  const document = new ApiDocument(raw as never);
  const random = randomOf(seed);
  const drawn = new DrawnRequests(document, random, CREDENTIALS, { atMost: { wait: 0 } });
  const operations = document.operations.filter(({ operationId }) => only === undefined || operationId === only);
  const findings: Record<Finding, number> = { undocumented: 0, misshapen: 0, failed: 0, accepted: 0, refused: 0 };
  const [first, reached] = [new Map<string, string>(), new Set<string>()];
  let [sent, valid, succeeded] = [0, 0, 0];

  const exchange = async (): Promise<void> => {
    const request = drawn.draw(operations[sent++ % operations.length]!);
    const { operation, path, headers, body, flaw } = request;
    const answer = await pool.request({ method: operation.method as 'GET', path, headers, body: body ?? null });
    const text = await answer.body.text();
    const reply = { status: answer.statusCode, contentType: String(answer.headers['content-type'] ?? ''), text };
    if (flaw === null) valid++;
    if (flaw === null && reply.status < 400) {
      succeeded++;
      reached.add(operation.operationId);
    }
    if (/json/.test(reply.contentType) && reply.status < 300 && text !== '') drawn.learn(JSON.parse(text));
    for (const [finding, what] of judge(document, request, reply)) {
      findings[finding]++;
      const key = `${finding} ${operation.operationId}`;
      if (!first.has(key))
        first.set(key, `${key}: ${what} <- ${operation.method} ${path.slice(0, 200)} ${(body ?? '').slice(0, 300)}`);
    }
  };
  const work = async (): Promise<void> => {
    for (;;) {
      if (sent >= requests) return;
      await exchange();
    }
  };

  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const neverReached = operations.map(({ operationId }) => operationId).filter((id) => !reached.has(id));
    return {
      campaign: 'document',
      seed,
      isPassed: Object.values(findings).every((count) => count === 0),
      requests: sent,
      valid,
      succeeded,
      findings,
      neverReached,
      first: [...first.values()],
      seconds: Math.round((performance.now() - begun) / 1000),
    };
  } finally {
    await pool.destroy();
  }
}

if (require.main === module) {
  const { seed, requests, control } = flags({ requests: 20_000, control: 80 });
  void fromCommandLine(
    () => documentCampaign({ seed, requests }),
    () => documentControl({ seed, requests: control }),
  );
}
