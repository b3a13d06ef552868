import type { Type } from '@nestjs/common';
import { IsInt, validateSync } from 'class-validator';
import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import type { Config } from '../../src/config/config';
import { ConsentListDto } from '../../src/consent/status/dto/consent-list.dto';
import { RequestConsentDto } from '../../src/consent/request/request-consent.dto';
import { ConsentLinkIssueService } from '../../src/consent/redirection/consent-link-issue.service';
import { Fault, type FieldError } from '../../src/errors';
import { CreateSubscriptionDto } from '../../src/events/subscriptions/create-subscription.dto';
import { BUSINESS_RULES, FIELD_RULES } from '../../src/field-rules';
import type { Caller } from '../../src/http/request/caller';
import { checksOf } from '../../src/input/checks';
import { classesWithFields, fieldsOf } from '../../src/input/field';
import { ValidationPipe } from '../../src/input/validation';
import { CreateCustomerDto } from '../../src/onboarding/customers/dto/create-customer.dto';
import { CreateGrantDto } from '../../src/onboarding/grants/grant.dto';
import { languageOf } from '../../src/onboarding/grants/language-tag';
import { ReturnsService } from '../../src/returns/returns.service';
import { ApiDocument } from '../openapi/api-document';
import { caught } from '../support/caught';

for (const file of fs.readdirSync('dist/src', { recursive: true }) as string[])
  if (file.endsWith('.dto.js')) require(path.resolve('dist/src', file));

/** The errors of the validation pipe about one field. */
async function errorsOf(
  dto: Type<object>,
  name: string,
  value: unknown,
  type: 'body' | 'query',
): Promise<readonly FieldError[]> {
  const whole = type === 'body' ? Buffer.from(JSON.stringify({ [name]: value })) : { [name]: value };
  const found = await new ValidationPipe().transform(whole, { type, metatype: dto }).catch((error: unknown) => error);
  return found instanceof Fault ? found.errors.filter(({ pointer }) => pointer.endsWith(`/${name}`)) : [];
}

const fields = classesWithFields().flatMap((dto) =>
  [...fieldsOf(dto)].map(([name, { rule }]) => ({
    path: `${dto.name}.${name}`,
    dto,
    name,
    schema: rule.schema as { type?: string; format?: string; pattern?: string; minimum?: number; maximum?: number },
  })),
);
const numbers = fields.filter(({ schema }) => schema.type === 'integer');
const instants = fields.filter(({ schema }) => schema.format === 'date-time');

describe('every number in a query', () => {
  it.each(numbers.map((field) => [field.path, field] as const))(
    '%s is accepted in plain decimal digits only',
    async (_field, { dto, name, schema }) => {
      for (const text of [
        '',
        ' ',
        '0x1',
        '0b1',
        '1e0',
        '+1',
        '-0',
        '01',
        '1.0',
        '1.',
        ' 1',
        '1 ',
        '1_0',
        '١',
        'NaN',
        'Infinity',
        ['1', '2'],
      ])
        expect({ text, errors: await errorsOf(dto, name, text, 'query') }).toEqual({
          text,
          errors: [expect.objectContaining({ code: 'wrong_format' })],
        });
      for (const bound of [schema.minimum!, schema.maximum!])
        expect(await errorsOf(dto, name, String(bound), 'query')).toEqual([]);
      expect(await errorsOf(dto, name, String(schema.maximum! + 1), 'query')).toEqual([
        expect.objectContaining({ code: 'too_large' }),
      ]);
    },
  );
});

describe('every instant in a query', () => {
  it.each(instants.map((field) => [field.path, field] as const))(
    '%s must be an existing date and time, by RFC 3339',
    async (_field, { dto, name }) => {
      for (const text of [
        '2026-01-15T00:00:00Z',
        '2024-02-29T23:59:59.999999999+05:30',
        '0001-01-01T00:00:00Z',
        '2000-02-29T00:00:00Z',
      ])
        expect({ text, errors: await errorsOf(dto, name, text, 'query') }).toEqual({ text, errors: [] });
      for (const text of [
        '2026-02-30T00:00:00Z',
        '2025-02-29T00:00:00Z',
        '1900-02-29T00:00:00Z',
        '2026-04-31T00:00:00Z',
        '2026-13-01T00:00:00Z',
        '2026-01-15T24:00:00Z',
        '2026-01-15T00:00Z',
        '2026-01-15',
        '2026-01-15T00:00:00',
        '2026-01-15 00:00:00Z',
        '20260115T000000Z',
        '',
      ]) {
        expect({ text, errors: await errorsOf(dto, name, text, 'query') }).toEqual({
          text,
          errors: [expect.objectContaining({ code: 'wrong_format' })],
        });
      }
    },
  );

  it('both kinds of fields occur', () =>
    expect([numbers.length, instants.length].map((count) => count > 1)).toEqual([true, true]));
});

describe('every field', () => {
  it.each(fields.map((field) => [field.path, field] as const))(
    '%s reports one known rule for each wrong value',
    async (_field, { dto, name }) => {
      for (const value of [undefined, null, 1.5, true, [], {}, [null], 'x'.repeat(9_000), '\u0001'.repeat(3), '<b']) {
        const errors = await errorsOf(dto, name, value, 'body');
        expect({ value, count: Math.min(errors.length, 2) }).not.toEqual({ value, count: 2 });
        for (const { code } of errors) expect(Object.keys(FIELD_RULES)).toContain(code);
      }
    },
  );
});

describe('the compiled checks of every class', () => {
  const value = (schema: { pattern?: string }): fc.Arbitrary<unknown> =>
    fc.oneof(
      fc.constantFrom(undefined, null, '', '1', 1, 1.5, true, [], [''], {}, { a: 1 }, 'x'.repeat(9_000), '2026-01-15'),
      fc.anything({ maxDepth: 2 }),
      ...(schema.pattern ? [near(schema.pattern)] : []),
    );

  it.each(classesWithFields().map((dto) => [dto.name, dto] as const))(
    'of %s find broken what class-validator finds broken',
    (_name, dto) => {
      const members = Object.fromEntries([...fieldsOf(dto)].map(([name, { rule }]) => [name, value(rule.schema)]));
      let isEverBroken = false;
      fc.assert(
        fc.property(fc.record(members, { requiredKeys: [] }), (plain) => {
          const instance = Object.assign(Object.create(dto.prototype as object) as object, plain);
          const found = [...checksOf(dto)].filter(([, check]) => !check(instance)).map(([name]) => name);
          const expected = validateSync(instance, { forbidUnknownValues: false }).map(({ property }) => property);
          expect(found.toSorted()).toEqual(expected.toSorted());
          isEverBroken ||= found.length > 0;
        }),
        { numRuns: 200 },
      );
      expect(isEverBroken).toBe(Object.keys(members).length > 0);
    },
  );

  it('refuse a decorator that they would not enforce', () => {
    class Decorated {
      @IsInt({ each: true })
      numbers!: number[];
    }
    expect(() => checksOf(Decorated)).toThrow('Decorated.numbers has a decorator that is not compiled');
  });
});

describe('a name', () => {
  /** What 1Money treats as HTML or a script, as implemented by the sandbox. */
  const HTML = /<[a-z!/?]|javascript:/i;

  it.each(['Zo<img src=x onerror=alert(1)', '<b>Zo</b>', '<<b', 'a </', '<!--', '<?x', ' ', ''])(
    'is refused when it is %j',
    async (name) => {
      expect(await errorsOf(CreateCustomerDto, 'first_name', name, 'body')).toEqual([
        expect.objectContaining({ code: 'wrong_format' }),
      ]);
    },
  );

  it('is refused when it contains a script URL, by a rule that no pattern states', async () => {
    for (const name of ['first_name', 'last_name', 'company_name'])
      expect(await errorsOf(CreateCustomerDto, name, 'x JavaScript:alert(1)', 'body')).toEqual([
        { pointer: `/${name}`, code: 'script_url', detail: BUSINESS_RULES.script_url },
      ]);
  });

  it('is accepted exactly where 1Money accepts it', async () => {
    const text = fc.string({
      unit: fc.constantFrom('<', '>', 'b', 'Z', '!', '/', '?', '3', ' ', '\n', 'ë', '𠮷', 'javascript:'),
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(text, async (name) =>
        expect({ name, isTaken: (await errorsOf(CreateCustomerDto, 'first_name', name, 'body')).length === 0 }).toEqual(
          { name, isTaken: name.trim() !== '' && !HTML.test(name) },
        ),
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    'Zoë',
    'O’Brien-Łukasz',
    '王秀英',
    '𠮷田',
    'Anne & Co.',
    '<3',
    'a < b',
    'a>b',
    'Zo<',
    '<<',
    '<',
    '𠮷'.repeat(255),
  ])('may be %s', async (name) => expect(await errorsOf(CreateCustomerDto, 'first_name', name, 'body')).toEqual([]));
  it('is limited in characters, not bytes', async () =>
    expect(await errorsOf(CreateCustomerDto, 'first_name', '𠮷'.repeat(256), 'body')).toEqual([
      expect.objectContaining({ code: 'too_long' }),
    ]));
});

describe('a locale', () => {
  it.each([
    ['en-US', 'en-US'],
    ['en-US-u-fw-mon-mu-celsius', 'en-US'],
    ['zh-Hant-TW-u-co-stroke', 'zh-Hant-TW'],
    ['sl-rozaj-biske-1994', 'sl-rozaj-biske-1994'],
    ['de-CH-x-phonebk', 'de-CH'],
    ['hi-IN-t-hi-latn', 'hi-IN'],
    ['es-419', 'es-419'],
    ['x-whatever', null],
  ])('may be %s, whose language is %s', async (tag, language) => {
    expect(await errorsOf(CreateGrantDto, 'locale', tag, 'body')).toEqual([]);
    expect(languageOf(tag)).toBe(language);
  });

  it.each(['', 'e', 'en_US', 'en-', '-en', 'en--US', 'en-u', 'english-american-x', 'en-US-u-a', '12', 'en US'])(
    'is refused when it is %j',
    async (tag) => {
      expect(await errorsOf(CreateGrantDto, 'locale', tag, 'body')).toEqual([
        expect.objectContaining({ code: 'wrong_format' }),
      ]);
    },
  );
});

const document = new ApiDocument(JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as never);
const withPattern = fields.filter(
  ({ schema }) => schema.type === 'string' && schema.pattern !== undefined && schema.format !== 'date-time',
);

/** Texts that match a pattern but for its lookaheads, and variants with a character more or less. */
const near = (pattern: string): fc.Arbitrary<string> => {
  const plain = new RegExp(pattern.replaceAll(/\(\?=[^()]*\)/g, ''));
  const fitting = pattern.startsWith('^') ? fc.stringMatching(plain, { size: 'small' }) : fc.string();
  return fc.oneof(
    fitting,
    fc
      .tuple(fitting, fc.nat(), fc.nat(1), fc.constantFrom('', '<', '#', ':', '@', ' ', '\\', '[', '%', '9', '/', 'ë'))
      .map(
        ([text, at, gone, more]) =>
          text.slice(0, at % (text.length + 1)) + more + text.slice((at % (text.length + 1)) + gone),
      ),
  );
};

describe('every pattern of the document', () => {
  const isOfLater = (path: string): boolean => path.endsWith('.redirectUrl');

  it.each(withPattern.filter(({ path }) => !isOfLater(path)).map((field) => [field.path, field] as const))(
    '%s is the enforced one',
    async (_field, { dto, name, schema }) => {
      for (const text of ['', ' ', '\t\n', '  =', ...fc.sample(near(schema.pattern!), { numRuns: 60, seed: 1 })]) {
        const rules = (await errorsOf(dto, name, text, 'body')).map(({ code }) => code);
        const isRefused = rules.some((rule) => !(rule in BUSINESS_RULES) && rule !== 'nul_character');
        expect({ text, isRefused }).toEqual({
          text,
          isRefused: !document.fits({ ...schema, format: undefined }, text),
        });
      }
    },
  );

  it('matches FinPro’s own term for a redirectUrl', () => {
    const [{ schema }] = withPattern.filter(({ path }) => path === 'RequestConsentDto.redirectUrl') as [
      (typeof withPattern)[0],
    ];
    const none = undefined as never;
    const returns = new ReturnsService(none, none, none, { mode: 'production', publicBaseUrl: null } as Config, none);
    const links = new ConsentLinkIssueService(none, none, none, none, returns);
    const caller = { redirectOrigins: [], defaultRedirectUrl: null } as unknown as Caller;
    const plan = (text: string): unknown => caught(() => links.plan(caller, text));
    for (const text of fc.sample(near(schema.pattern!), { numRuns: 500, seed: 1 }).filter((one) => one !== '')) {
      const fault = plan(text) as Fault;
      const isOfPolicy = fault.errors.some(({ code }) => ['not_https', 'origin_not_registered'].includes(code));
      expect({ text, name: fault.faultName, isOfPolicy }).toEqual({
        text,
        name: 'invalid-redirect-url',
        isOfPolicy: document.fits(schema, text) && URL.canParse(text),
      });
    }
  });

  it('is tested for every field that has one', () => expect(withPattern.length).toBeGreaterThan(15));
});

describe('a URL', () => {
  const FIELDS = [
    [CreateGrantDto, 'redirect_url'],
    [CreateSubscriptionDto, 'url'],
  ] as const;

  it.each(FIELDS)(
    'of %p, %s, has a valid port, and is refused by a rule that names its own field alone',
    async (dto, name) => {
      for (const port of ['', ':0', ':443', ':65535'])
        expect(await errorsOf(dto, name, `https://app.example.com${port}/x`, 'body')).toEqual([]);
      for (const port of [':65536', ':99999', ':100000', ':x']) {
        const [error] = await errorsOf(dto, name, `https://app.example.com${port}/x`, 'body');
        expect({ port, ...error }).toEqual({
          port,
          pointer: `/${name}`,
          code: 'wrong_format',
          detail: expect.not.stringMatching(/webhook/),
        });
      }
    },
  );

  it('of a webhook has no fragment; one for browsers may have one', async () => {
    expect(await errorsOf(CreateSubscriptionDto, 'url', 'https://hooks.example.com/a#b', 'body')).toEqual([
      expect.objectContaining({ code: 'wrong_format', detail: expect.stringContaining('without a fragment') }),
    ]);
    expect(await errorsOf(CreateGrantDto, 'redirect_url', 'https://app.example.com/a#b', 'body')).toEqual([]);
  });

  it('has the same maximum length everywhere', async () => {
    for (const [dto, name] of [...FIELDS, [RequestConsentDto, 'redirectUrl']] as const) {
      expect(await errorsOf(dto, name, `https://app.example.com/${'a'.repeat(2024)}`, 'body')).toEqual([]);
      expect(await errorsOf(dto, name, `https://app.example.com/${'a'.repeat(2025)}`, 'body')).toEqual([
        expect.objectContaining({ code: 'too_long' }),
      ]);
    }
  });
});

describe('the members of a list of consents together', () => {
  const GIVEN = {
    consentHandle: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98',
    consentID: 'x',
    partyIdentifierType: 'MOBILE',
    partyIdentifierValue: '9876543210',
    productID: 'LOAN01',
    accountID: 'A1',
  };

  it('are validated as the document says, for any combination of absent, null and given ones', async () => {
    let bodies: Record<string, unknown>[] = [{}];
    for (const [name, value] of Object.entries(GIVEN))
      bodies = bodies.flatMap((body) => [body, { ...body, [name]: null }, { ...body, [name]: value }]);
    bodies.push(
      { consentHandle: '' },
      { consentHandle: [] },
      { consentHandle: [''] },
      { consentID: ' ' },
      { consentHandle: [GIVEN.consentHandle] },
    );
    const verdicts = await Promise.all(bodies.map(async (body) => ({ body, isTaken: await isTaken(body) })));
    expect(verdicts).toEqual(
      bodies.map((body) => ({ body, isTaken: document.fits({ $ref: '#/components/schemas/ConsentListDto' }, body) })),
    );
    expect(verdicts.filter((one) => one.isTaken).length).toBeGreaterThan(100);
  });

  async function isTaken(body: object): Promise<boolean> {
    try {
      const dto = (await new ValidationPipe().transform(Buffer.from(JSON.stringify(body)), {
        type: 'body',
        metatype: ConsentListDto,
      })) as ConsentListDto;
      const { consentHandle, consentID } = dto.wanted();
      if (!consentHandle && !consentID) dto.party();
      return true;
    } catch (error) {
      if (error instanceof Fault) return false;
      throw error;
    }
  }
});
