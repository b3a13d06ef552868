import type { Type } from '@nestjs/common';
import fs from 'node:fs';
import path from 'node:path';
import { Fault, type FieldError } from '../../src/errors';
import { FIELD_RULES } from '../../src/field-rules';
import { classesWithFields, fieldsOf } from '../../src/input/field';
import { ValidationPipe } from '../../src/input/validation';
import { CreateCustomerDto } from '../../src/onboarding/dto/create-customer.dto';
import { CreateGrantDto } from '../../src/onboarding/dto/create-grant.dto';
import { languageOf } from '../../src/onboarding/language-tag';

for (const file of fs.readdirSync('dist/src', { recursive: true }) as string[])
  if (file.endsWith('.dto.js')) require(path.resolve('dist/src', file));

/** What the pipe finds wrong with the value of one field, whatever the others are. */
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
    place: `${dto.name}.${name}`,
    dto,
    name,
    schema: rule.schema as { type?: string; format?: string; minimum?: number; maximum?: number },
  })),
);
const numbers = fields.filter(({ schema }) => schema.type === 'integer');
const instants = fields.filter(({ schema }) => schema.format === 'date-time');

describe('every number in a query', () => {
  it.each(numbers.map((field) => [field.place, field] as const))(
    '%s is read in plain decimal digits only',
    async (_place, { dto, name, schema }) => {
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
  it.each(instants.map((field) => [field.place, field] as const))(
    '%s is on the calendar, by RFC 3339',
    async (_place, { dto, name }) => {
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

  it('is not missing from the fields that were looked at', () =>
    expect([numbers.length, instants.length].map((count) => count > 1)).toEqual([true, true]));
});

describe('every field', () => {
  it.each(fields.map((field) => [field.place, field] as const))(
    '%s names one rule of ours for each wrong value',
    async (_place, { dto, name }) => {
      for (const value of [undefined, null, 1.5, true, [], {}, [null], 'x'.repeat(9_000), '\u0001'.repeat(3), '<b']) {
        const errors = await errorsOf(dto, name, value, 'body');
        expect({ value, count: Math.min(errors.length, 2) }).not.toEqual({ value, count: 2 });
        for (const { code } of errors) expect(Object.keys(FIELD_RULES)).toContain(code);
      }
    },
  );
});

describe('a name', () => {
  it.each(['Zo<img src=x onerror=alert(1)', 'Zo<', '<b>Zo</b>', 'a>b', ' ', ''])(
    'is refused when it is %j',
    async (name) => {
      expect(await errorsOf(CreateCustomerDto, 'first_name', name, 'body')).toEqual([
        expect.objectContaining({ code: 'wrong_format' }),
      ]);
    },
  );

  it.each(['Zoë', 'O’Brien-Łukasz', '王秀英', '𠮷田', 'Anne & Co.', '𠮷'.repeat(255)])('may be %s', async (name) =>
    expect(await errorsOf(CreateCustomerDto, 'first_name', name, 'body')).toEqual([]),
  );
  it('is counted in characters', async () =>
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
    'is no tag when it is %j',
    async (tag) => {
      expect(await errorsOf(CreateGrantDto, 'locale', tag, 'body')).toEqual([
        expect.objectContaining({ code: 'wrong_format' }),
      ]);
    },
  );
});
