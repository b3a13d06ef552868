import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { Fault, type FieldError } from '../errors';
import { checksOf } from './checks';
import { fieldsOf, flawOf } from './field';
import { JsonRefused, parseStrictObject } from './strict-json';

/** The most field errors in one answer. */
const MAX_ERRORS = 50;

type Members = Record<string, unknown>;

/**
 * Parses every body strictly, and checks bodies and queries by the class-validator rules of their DTO class (field.ts,
 * checks.ts). All bad fields are reported at once, each with one error; unknown fields are refused.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if (type === 'body') return sound(readBody(metatype as Type<object>, value));
    if (type === 'query' && metatype && metatype !== Object && metatype !== String)
      return sound(readQuery(metatype as Type<object>, value as Members));
    return value;
  }
}

/** An instance of a class, and what is wrong with its fields. */
interface Read<T> {
  readonly instance: T;
  readonly errors: readonly FieldError[];
}

function sound({ instance, errors }: Read<object>): object {
  if (errors.length > 0) throw refusalOf(errors);
  return instance;
}

/** Throws a 400 when the body is not an acceptable JSON object. */
export const readBody = <T extends object>(dto: Type<T>, body: unknown): Read<T> => read(dto, parse(body), '/');

export const readQuery = <T extends object>(dto: Type<T>, query: Members): Read<T> => read(dto, query, 'query/');

function parse(body: unknown): Members {
  try {
    return parseStrictObject(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  } catch (error) {
    if (!(error instanceof JsonRefused)) throw error;
    throw refusalOf([error.flaw]);
  }
}

/** An instance of the class with the members present, and their errors. Only own names count, so not `toString`. */
function read<T extends object>(dto: Type<T>, plain: Members, prefix: string): Read<T> {
  const fields = fieldsOf(dto);
  const errors: FieldError[] = Object.keys(plain)
    .filter((name) => !fields.has(name))
    .map((name) => ({
      pointer: pointerTo(prefix, name),
      code: 'unknown_member',
      detail: 'is not a field of this request',
    }));
  const instance = Object.create(dto.prototype as object) as Members;
  for (const name of fields.keys()) if (Object.hasOwn(plain, name)) instance[name] = plain[name];
  const checks = checksOf(dto);
  for (const [name, field] of fields) {
    const value = instance[name];
    if (!checks.get(name)!(instance)) {
      errors.push({ pointer: pointerTo(prefix, name), ...flawOf(field, value)! });
    } else if (field.rule.members && value !== undefined && value !== null) {
      const inner = read(field.rule.members, value as Members, `${pointerTo(prefix, name)}/`);
      instance[name] = inner.instance;
      errors.push(...inner.errors);
    } else if (field.rule.read && value !== undefined && value !== null) {
      instance[name] = field.rule.read(value);
    }
  }
  return { instance: instance as T, errors };
}

const pointerTo = (prefix: string, name: string): string =>
  prefix + name.slice(0, 80).replaceAll('~', '~0').replaceAll('/', '~1');

/** The 400 of these errors: the first of them, so that the answer is never much larger than the request. */
export function refusalOf(all: readonly FieldError[]): Fault {
  const errors = all.slice(0, MAX_ERRORS);
  const flaws = errors
    .map((error) => [error.pointer.replace(/^\//, ''), error.detail].filter(Boolean).join(': '))
    .join('; ');
  const detail =
    all.length > MAX_ERRORS
      ? `${all.length} fields are at fault, of which errors names ${MAX_ERRORS}. ${flaws}`
      : flaws;
  return new Fault('bad-request', { errors, detail: detail.slice(0, 500) });
}
