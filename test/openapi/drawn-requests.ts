import { pick } from '../../campaigns/campaign';
import type { ApiDocument, Operation, Parameter, Schema } from './api-document';
import { DrawnValues } from './drawn-values';

/** A request that was made from the document alone, and whether the document allows it. */
export interface Drawn {
  readonly operation: Operation;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The part that the document does not allow; null: it allows the whole request. */
  readonly flaw: string | null;
}

type Draft = { -readonly [Part in 'path' | 'query' | 'header']: Record<string, string> } & {
  body: unknown;
  text?: string;
  mediaType: string;
  isAnonymous: boolean;
};

/** Invalid and almost valid spellings of numbers, words and instants. */
const ODD_SPELLINGS = [
  '',
  ' ',
  '0x10',
  '1e2',
  '+1',
  '-1',
  '007',
  '1.0',
  ' 5',
  '5 ',
  '٣',
  '99999999999999999999',
  'null',
  'true',
  '2026-02-30T00:00:00Z',
  '2026-01-15',
  '2026-01-15t00:00:00z',
  '2026-01-15T24:00:00Z',
  '2026-01-15T00:00Z',
  'a,a',
  ',',
  '\u0000',
  '😀',
  'x'.repeat(5_000),
];
const ODD_VALUES: readonly unknown[] = [
  null,
  0,
  1.5,
  true,
  '',
  ' ',
  [],
  {},
  [null],
  [[]],
  { a: 1 },
  '😀'.repeat(400),
  'x'.repeat(9_000),
  '<img src=x onerror=alert(1)',
  'Zo<img src=x',
  '\u0000',
  'a\u202eb',
  ['x', 'x'],
  Array.from({ length: 200 }, () => 'x'),
];
const ODD_BODIES = [
  '',
  '[]',
  'null',
  '"x"',
  '{',
  '{"a":1,"a":2}',
  '{"__proto__":{}}',
  '\ufeff{}',
  '{"a":"\\ud800"}',
  `${'['.repeat(40)}${']'.repeat(40)}`,
];
const ODD_PATHS = ['%zz', '%', '%00', '%ff', 'x'.repeat(250), '%F0%9F%98%80', '..%2f..', 'constructor'];

export interface Limits {
  /** The greatest number that is drawn for a query parameter, by name. */
  readonly atMost: Readonly<Record<string, number>>;
}

/** Draws valid and mutated requests for every operation of a document. */
export class DrawnRequests {
  private readonly values: DrawnValues;
  /** Texts from earlier responses, by the name of their member: ids of existing resources. */
  private readonly seen = new Map<string, string[]>();

  constructor(
    private readonly document: ApiDocument,
    private readonly random: () => number,
    private readonly credentials: Readonly<Record<string, string>>,
    private readonly limits: Limits,
  ) {
    this.values = new DrawnValues(document, random);
  }

  draw(operation: Operation): Drawn {
    const draft = this.valid(operation);
    if (this.random() < 0.5) this.mutate(operation, draft);
    const security =
      operation.security.find((one) => Object.keys(one).every((scheme) => scheme in this.credentials)) ?? {};
    const credentials = Object.entries(this.credentials).filter(([scheme]) => scheme in security);
    const headers = {
      ...draft.header,
      ...(draft.isAnonymous
        ? {}
        : Object.fromEntries(credentials.map(([scheme, value]) => [this.document.headerOf(scheme), value]))),
    };
    const query = Object.entries(draft.query)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => draft.path[name]!);
    const hasBody = operation.requestBody !== undefined;
    return {
      operation,
      path: query ? `${path}?${query}` : path,
      headers: hasBody ? { ...headers, 'Content-Type': draft.mediaType } : headers,
      body: hasBody ? textOf(draft) : undefined,
      flaw: draft.isAnonymous && operation.security.length > 0 ? 'no credentials' : this.flawOf(operation, draft),
    };
  }

  /** Stores the ids of a response. */
  learn(value: unknown, name = ''): void {
    if (typeof value === 'string' && value.length <= 64) {
      const found = this.seen.get(plain(name)) ?? [];
      this.seen.set(plain(name), [...found.slice(-30), value]);
    } else if (Array.isArray(value)) for (const item of value) this.learn(item, name);
    else if (value !== null && typeof value === 'object')
      for (const [member, part] of Object.entries(value)) this.learn(part, member);
  }

  private valid({ parameters, requestBody, security }: Operation): Draft {
    const draft: Draft = {
      path: {},
      query: {},
      header: {},
      body: undefined,
      mediaType: 'application/json',
      isAnonymous: security.length > 0 && this.random() < 0.01,
    };
    for (const parameter of parameters)
      if (parameter.required || this.random() < 0.35) draft[parameter.in][parameter.name] = this.parameter(parameter);
    if (!requestBody) return draft;
    const [mediaType, { schema, examples = {} }] = Object.entries(requestBody.content)[0]!;
    const whole = Object.values(examples).map(({ value }) => value);
    const body =
      whole.length > 0 && this.random() < 0.4 ? structuredClone(pick(whole, this.random)) : this.values.of(schema!);
    return Object.assign(draft, { mediaType, body: this.withKnownIds(body) });
  }

  private parameter({ name, in: where, schema, example }: Parameter): string {
    const known = this.known(name);
    if (where !== 'header' && known && this.random() < 0.7)
      return where === 'path' ? encodeURIComponent(pick(known, this.random)) : pick(known, this.random);
    const drawn = example !== undefined && this.random() < 0.2 ? example : this.values.of(schema);
    const value =
      typeof drawn === 'number' ? Math.min(drawn, this.limits.atMost[name] ?? Number.POSITIVE_INFINITY) : drawn;
    const text = Array.isArray(value) ? value.join(',') : String(value);
    return where === 'path'
      ? encodeURIComponent(text)
      : where === 'header'
        ? text.replaceAll(/[^\x21-\x7e]/g, 'x')
        : text;
  }

  /** Texts that were stored under this name, or under a longer one that ends with it. */
  private known(name: string): readonly string[] | undefined {
    return this.seen.get(plain(name)) ?? [...this.seen].find(([longer]) => longer.endsWith(plain(name)))?.[1];
  }

  private withKnownIds(body: unknown): unknown {
    if (body === null || typeof body !== 'object' || Array.isArray(body)) return body;
    return Object.fromEntries(
      Object.entries(body).map(([name, value]) => {
        const known =
          typeof value === 'string' && /id$|handle$/i.test(name) && !/account|product|fip/i.test(name)
            ? this.known(name)
            : undefined;
        return [name, known && this.random() < 0.7 ? pick(known, this.random) : value];
      }),
    );
  }

  private mutate({ parameters, requestBody }: Operation, draft: Draft): void {
    const ways = [
      ...parameters.map((parameter) => () => this.mutateParameter(parameter, draft)),
      ...(requestBody
        ? Array.from({ length: 4 }, () => () => this.mutateBody(requestBody.content[draft.mediaType]!.schema!, draft))
        : []),
    ];
    if (ways.length > 0) pick(ways, this.random)();
  }

  private mutateParameter({ name, in: where }: Parameter, draft: Draft): void {
    if (where === 'path') draft.path[name] = pick(ODD_PATHS, this.random);
    else if (where === 'header' && this.random() < 0.3) delete draft.header[name];
    else if (where === 'header')
      draft.header[name] = pick(
        ['', 'x', '00000000-0000-0000-0000-000000000000', 'urn:uuid:7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40'],
        this.random,
      );
    else draft.query[name] = pick(ODD_SPELLINGS, this.random);
  }

  private mutateBody(schema: Schema, draft: Draft): void {
    const kind = this.random();
    if (kind < 0.1) draft.text = pick(ODD_BODIES, this.random);
    else if (kind < 0.15)
      draft.mediaType = pick(
        ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'],
        this.random,
      );
    else if (draft.body !== null && typeof draft.body === 'object') {
      const body = draft.body as Record<string, unknown>;
      const names = [
        ...Object.keys((this.document.schemaOf(schema).properties ?? {}) as object),
        pick(['x', 'toString', 'hasOwnProperty', 'Email', 'customerId'], this.random),
      ];
      const name = pick(names, this.random);
      if (kind < 0.3) delete body[name];
      else body[name] = pick(ODD_VALUES, this.random);
    }
  }

  private flawOf({ parameters, requestBody }: Operation, draft: Draft): string | null {
    for (const { name, in: where, required, schema } of parameters) {
      const text = draft[where][name];
      if (text === undefined ? required : !this.isSpelt(schema, where === 'path' ? decoded(text) : text))
        return `${where} ${name}`;
    }
    if (!requestBody) return null;
    // An empty body has no type (RFC 9110, 8.3).
    if (!requestBody.required && textOf(draft) === '') return null;
    if (!(draft.mediaType in requestBody.content)) return 'media type';
    const body = draft.mediaType.includes('form')
      ? Object.fromEntries(new URLSearchParams(textOf(draft)))
      : draft.text === undefined
        ? draft.body
        : parsed(draft.text);
    return this.document.fits(requestBody.content[draft.mediaType]!.schema!, body) ? null : 'body';
  }

  /** Whether a parameter's text matches its schema: a number in plain decimal digits, a list with commas. */
  private isSpelt(schema: Schema, text: string | null): boolean {
    if (text === null) return false;
    if (schema.type === 'integer') return /^(0|[1-9][0-9]*)$/.test(text) && this.document.fits(schema, Number(text));
    return this.document.fits(schema, schema.type === 'array' ? text.split(',') : text);
  }
}

/** The serialised body. */
const textOf = ({ text, mediaType, body }: Draft): string =>
  text ??
  (mediaType.includes('form') ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body));

const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The parsed body; undefined, which matches no schema of a body, when it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
