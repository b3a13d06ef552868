import type { Type } from '@nestjs/common';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { textList } from '../../src/consent/finpro/text-rules';
import { classesWithFields, Field, fieldsOf, type ValueRule } from '../../src/input/field';
import { ValidationPipe } from '../../src/input/validation';
import { flaw, text } from '../../src/input/values';
import { worstCaseMs } from '../support/attack-strings';

/** Milliseconds for which matching one text may block the event loop. */
const BOUND_MS = 20;
/** Characters of the largest body: the longest text for a pattern without a length limit. */
const LARGEST = 65_536;

interface Found {
  readonly path: string;
  readonly pattern: RegExp;
  /** Length in characters of the longest text that it is tested with. */
  readonly max: number;
}

/** Every regular expression in the sources, with the length limit that `bounded` gives it. */
function patternsIn(file: string, text: string): Found[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const [, body = '', flags = ''] = /^\/([\s\S]*)\/(\w*)$/.exec(node.text) ?? [];
      const call =
        ts.isCallExpression(node.parent) && node.parent.expression.getText() === 'bounded' ? node.parent : null;
      found.push({
        path: `${file}:${line + 1} ${node.text}`,
        pattern: new RegExp(body, flags),
        max: call ? Number(call.arguments[0]!.getText()) : LARGEST,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const sources = (fs.readdirSync('src', { recursive: true }) as string[])
  .filter((name) => name.endsWith('.ts'))
  .map((name) => path.join('src', name));
const patterns = sources.flatMap((file) => patternsIn(file, fs.readFileSync(file, 'utf8')));

describe('every regular expression of the sources', () => {
  it.each(patterns.map((found) => [found.path, found] as const))('%s is linear', (_field, { pattern, max }) => {
    expect(max).toBeLessThanOrEqual(LARGEST);
    expect(worstCaseMs(pattern, max, BOUND_MS)).toBeLessThanOrEqual(BOUND_MS);
  });

  it('is a literal, so that this test can read it', () => {
    expect(patterns.length).toBeGreaterThan(100);
    expect(sources.filter((file) => /new RegExp\(|[^\w.]RegExp\(/.test(fs.readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each([
    ['two pieces that take the same', '/^[^<>]*\\S[^<>]*$/'],
    ['a piece inside a piece', '/^(a+)+$/'],
    ['values that take their separator', '/^\\w+=[!-~]+(,\\w+=[!-~]+)*$/'],
    ['white space before the end', '/\\s*%$/'],
    ['slashes before the end', '/\\/+$/'],
    ['a word before an @', '/[^\\s@]+@/g'],
    ['four optional pieces', '/^a*a*a*a*b$/'],
  ])('control: %s is not', (_what, literal) => {
    const [{ pattern, max }] = patternsIn('planted.ts', `export const PLANTED = ${literal};`) as [Found];
    expect(worstCaseMs(pattern, max, BOUND_MS)).toBeGreaterThan(BOUND_MS);
  });
});

/** The members of a JSON Schema that limit its size. */
interface Bounds {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Bounds;
  readonly oneOf?: readonly Bounds[];
}

/** Fields whose values are not limited. */
const flawsOf = (dto: Type<object>): string[] =>
  [...fieldsOf(dto)]
    .filter(([, { rule }]) => !rule.members && !isBounded(rule.schema))
    .map(([name]) => `${dto.name}.${name}`);

function isBounded({ type, enum: words, maxLength, maxItems, items, oneOf }: Bounds): boolean {
  if (oneOf) return oneOf.every(isBounded);
  if (words) return words.length < 100;
  if (type === 'integer') return true;
  if (type === 'array') return maxItems !== undefined && maxItems <= 100 && items !== undefined && isBounded(items);
  return type === 'string' && maxLength !== undefined && maxLength <= 8194;
}

/** Every DTO class of a body or a query. */
for (const file of sources) if (file.endsWith('.dto.ts')) require(path.resolve('dist', file.replace(/\.ts$/, '.js')));
const classes = classesWithFields();

describe('every field of every body and query', () => {
  it('has a length or a size that is checked first', () => {
    expect(classes.length).toBeGreaterThan(10);
    expect(classes.flatMap(flawsOf)).toEqual([]);
  });

  it.each(classes.map((dto) => [dto.name, dto] as const))(
    'of %s is refused quickly when it is far too long',
    async (_name, dto) => {
      for (const name of fieldsOf(dto).keys())
        for (const value of FAR_TOO_LONG)
          expect({ name, ms: await leastMsOf(dto, { [name]: value }) }).toEqual({ name, ms: expect.any(Number) });
    },
  );

  it('control: an unbounded text or list, or a pattern that is tried before the length, is found', async () => {
    const late: ValueRule = {
      schema: { type: 'string', maxLength: 10 },
      flawOf: (value) => (/^[^<>]*\S[^<>]*$/.test(String(value)) ? null : flaw('wrong_format', 'is malformed')),
    };
    class Planted {
      @Field({ ...text(10), schema: { type: 'string' } })
      text: string;

      @Field({ ...textList(10), schema: { type: 'array', items: { type: 'string' }, maxItems: 10 } })
      list: string[];

      @Field(text(10))
      fine: string;

      @Field(late)
      late: string;
    }
    expect(flawsOf(Planted)).toEqual(['Planted.text', 'Planted.list']);
    await expect(leastMsOf(Planted, { late: `${'a'.repeat(8_000)}<<`, text: '', list: [] })).rejects.toThrow(
      'milliseconds',
    );
  });
});

const FAR_TOO_LONG = [
  'a'.repeat(60_000),
  `${' '.repeat(60_000)}<`,
  Array.from({ length: 10_000 }, (_, index) => index),
  Array.from({ length: 15_000 }, () => 'a'),
];

/** The least of ten measurements; throws where that is too much. */
async function leastMsOf(dto: Type<object>, body: object): Promise<number> {
  const bytes = Buffer.from(JSON.stringify(body));
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 10 && least > BOUND_MS; time++) {
    const started = performance.now();
    await expect(new ValidationPipe().transform(bytes, { type: 'body', metatype: dto })).rejects.toMatchObject({
      faultName: 'bad-request',
    });
    least = Math.min(least, performance.now() - started);
  }
  if (least > BOUND_MS) throw new Error(`${least} milliseconds`);
  return least;
}
