import { ArrayUnique, getMetadataStorage, IsArray, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { Text } from '../../src/http/bounded-text';
import { ValidationPipe } from '../../src/http/validation';
import { worstCaseMs } from '../support/attack-strings';

/** Milliseconds of event loop that judging one text may take. */
const BOUND_MS = 20;
/** Characters of the largest body: what a pattern sees that brings no length of its own. */
const LARGEST = 65_536;

interface Found {
  readonly place: string;
  readonly pattern: RegExp;
  /** Characters of the longest text that it is tried on. */
  readonly max: number;
}

/** Every regular expression in a source, with the length that `bounded` gives it. */
function patternsIn(file: string, text: string): Found[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const [, body = '', flags = ''] = /^\/([\s\S]*)\/(\w*)$/.exec(node.text) ?? [];
      const call = ts.isCallExpression(node.parent) && node.parent.expression.getText() === 'bounded' ? node.parent : null;
      found.push({ place: `${file}:${line + 1} ${node.text}`, pattern: new RegExp(body, flags), max: call ? Number(call.arguments[0]!.getText()) : LARGEST });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const sources = (fs.readdirSync('src', { recursive: true }) as string[]).filter((name) => name.endsWith('.ts')).map((name) => path.join('src', name));
const patterns = sources.flatMap((file) => patternsIn(file, fs.readFileSync(file, 'utf8')));

describe('every regular expression of the sources', () => {
  it.each(patterns.map((found) => [found.place, found] as const))('%s is linear', (_place, { pattern, max }) => {
    expect(max).toBeLessThanOrEqual(LARGEST);
    expect(worstCaseMs(pattern, max, BOUND_MS)).toBeLessThanOrEqual(BOUND_MS);
  });

  it('is written out, so that it can be read here', () => {
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
  ])('would not be, with %s', (_what, literal) => {
    const [{ pattern, max }] = patternsIn('planted.ts', `export const PLANTED = ${literal};`) as [Found];
    expect(worstCaseMs(pattern, max, BOUND_MS)).toBeGreaterThan(BOUND_MS);
  });
});

/** What is wrong with the rules of a field: nothing where the first of them is one of ours, which tells its limits and keeps them. */
function flawsOf(dto: Function): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
  return names.flatMap((name) => {
    const own = rules.filter((rule) => rule.propertyName === name && rule.type === 'customValidation');
    const isNested = rules.some((rule) => rule.propertyName === name && rule.type === 'nestedValidation');
    const flawed = own.filter((rule) => !isBounded(rule.name ?? '', (rule.constraints as unknown[] | undefined)?.[0]));
    const place = `${dto.name}.${name}`;
    if (own.length === 0) return [`${place}: no rule`];
    return flawed.filter((rule) => !(isNested && rule.name === 'object')).map((rule) => `${place}: ${rule.name}`);
  });
}

/** Rules that cost the same whatever comes, or that are ours and judge a length first. */
const CONSTANT = ['isInt', 'min', 'max', 'isBoolean'];

function isBounded(name: string, limits: unknown): boolean {
  if (CONSTANT.includes(name)) return true;
  if (name === 'isIn') return Array.isArray(limits) && limits.length < 100;
  const { max, maxItems } = (limits ?? {}) as { readonly max?: number; readonly maxItems?: number };
  if (['string', 'length', 'pattern', 'text'].includes(name)) return max !== undefined && max <= 8194;
  if (['array', 'size', 'choice', 'unique'].includes(name)) return maxItems !== undefined && maxItems <= 100;
  return ['textList', 'textOrList'].includes(name) && max !== undefined && maxItems !== undefined && max <= 320 && maxItems <= 100;
}

/** Every class that a controller takes a body or a query in. */
const classes = sources.filter((file) => file.endsWith('.dto.ts')).flatMap((file) => Object.values(require(path.resolve('dist', file.replace(/\.ts$/, '.js'))) as Record<string, unknown>)).filter((value): value is Function => typeof value === 'function' && getMetadataStorage().getTargetValidationMetadatas(value, '', false, false).length > 0);

describe('every field of every body and query', () => {
  it('has a length or a size that is judged before anything else', () => {
    expect(classes.length).toBeGreaterThan(10);
    expect(classes.flatMap(flawsOf)).toEqual([]);
  });

  it.each(classes.map((dto) => [dto.name, dto] as const))('of %s costs next to nothing when it is far too long', async (_name, dto) => {
    const names = new Set(getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false).map(({ propertyName }) => propertyName));
    for (const name of names) for (const value of FAR_TOO_LONG) expect({ name, ms: await leastMsOf(dto, { [name]: value }) }).toEqual({ name, ms: expect.any(Number) });
  });

  it('would be missed with a pattern that has no length, a text or a list that has no end, and members compared with each other', async () => {
    class Planted {
      @Matches(/^[^<>]*\S[^<>]*$/)
      pattern: string;

      @IsString()
      text: string;

      @IsArray()
      @ArrayUnique()
      list: number[];

      @MaxLength(10)
      @IsOptional()
      fine?: string;

      @Text({ max: 10 })
      ours: string;
    }
    expect(flawsOf(Planted)).toEqual(['Planted.pattern: matches', 'Planted.text: isString', 'Planted.list: arrayUnique', 'Planted.list: isArray', 'Planted.fine: maxLength']);
    await expect(leastMsOf(Planted, { pattern: `${'a'.repeat(8_000)}<<`, text: '', list: [], ours: '' })).rejects.toThrow('milliseconds');
  });
});

const FAR_TOO_LONG = ['a'.repeat(60_000), `${' '.repeat(60_000)}<`, Array.from({ length: 10_000 }, (_, index) => index), Array.from({ length: 15_000 }, () => 'a')];

/** The least of ten; throws where that is too much. */
async function leastMsOf(dto: Function, body: object): Promise<number> {
  const bytes = Buffer.from(JSON.stringify(body));
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 10 && least > BOUND_MS; time++) {
    const started = performance.now();
    await expect(new ValidationPipe().transform(bytes, { type: 'body', metatype: dto as never })).rejects.toMatchObject({ faultName: 'bad-request' });
    least = Math.min(least, performance.now() - started);
  }
  if (least > BOUND_MS) throw new Error(`${least} milliseconds`);
  return least;
}
