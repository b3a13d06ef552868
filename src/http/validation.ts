import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate, type ValidationError } from 'class-validator';
import { Fault, type FieldError } from '../errors';
import { JsonRefused, parseStrictObject } from './strict-json';

/** Field errors that one answer names. */
const MAX_ERRORS = 50;

type Members = Record<string, unknown>;

/** Reads every body strictly and checks bodies and queries against their DTO class: every bad field at once, unknown fields refused. */
@Injectable()
export class ValidationPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if (type === 'body') return this.check(metatype as Type<object>, this.parse(value), '/');
    if (type === 'query' && metatype && metatype !== Object && metatype !== String) return this.check(metatype as Type<object>, value as Members, 'query/');
    return value;
  }

  private parse(body: unknown): Members {
    try {
      return parseStrictObject(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
    } catch (error) {
      if (!(error instanceof JsonRefused)) throw error;
      throw refusal([error.flaw]);
    }
  }

  /** Of the rules of a field only the first that fails counts, and none after it is run: see bounded-text.ts. */
  private async check(dto: Type<object>, plain: Members, prefix: string): Promise<object> {
    const { declared, errors } = declaredMembers(dto, plain, prefix);
    const instance = plainToInstance(dto, declared, { exposeUnsetFields: false });
    const found = await validate(instance, { stopAtFirstError: true, forbidUnknownValues: true });
    const all = [...errors, ...found.flatMap((error) => fieldErrors(error, prefix))];
    if (all.length > 0) throw refusal(all);
    return instance;
  }
}

/**
 * The members that the class declares, and an error for each other. Own names only: class-validator looks names up in a plain
 * object, where it finds `toString`, and class-transformer drops what is a method of the class without a word.
 */
function declaredMembers(dto: Type<object>, plain: Members, prefix: string): { declared: Members; errors: FieldError[] } {
  const known = membersOf(dto);
  const declared: Members = {};
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(plain)) {
    const pointer = pointerTo(prefix, name);
    if (!known.has(name)) {
      errors.push({ pointer, code: 'unknown', detail: 'is not a field of this request' });
      continue;
    }
    const nested = known.get(name) ?? null;
    const inner = nested !== null && isObject(value) ? declaredMembers(nested, value, `${pointer}/`) : { declared: value, errors: [] };
    declared[name] = inner.declared;
    errors.push(...inner.errors);
  }
  return { declared, errors };
}

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

const MEMBERS = new Map<Type<object>, ReadonlyMap<string, Type<object> | null>>();

/** The names that have rules, and the class of those that are objects of their own. */
function membersOf(dto: Type<object>): ReadonlyMap<string, Type<object> | null> {
  const remembered = MEMBERS.get(dto);
  if (remembered) return remembered;
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const nested = new Set(rules.filter(({ type }) => type === 'nestedValidation').map(({ propertyName }) => propertyName));
  const found = new Map(rules.map(({ propertyName: name }) => [name, nested.has(name) ? (Reflect.getMetadata('design:type', dto.prototype as object, name) as Type<object>) : null]));
  MEMBERS.set(dto, found);
  return found;
}

const pointerTo = (prefix: string, name: string): string => prefix + name.slice(0, 80).replaceAll('~', '~0').replaceAll('/', '~1');

function fieldErrors({ property, constraints, children }: ValidationError, prefix: string): FieldError[] {
  const pointer = pointerTo(prefix, property);
  const own = Object.entries(constraints ?? {}).map(([code, detail]) => ({ pointer, code, detail: withoutName(detail, property) }));
  return [...own, ...(children ?? []).flatMap((child) => fieldErrors(child, `${pointer}/`))];
}

const withoutName = (detail: string, property: string): string => (detail.startsWith(`${property} `) ? detail.slice(property.length + 1) : detail);

/** Names the first of the errors, so that the answer is never much larger than the request. */
function refusal(all: readonly FieldError[]): Fault {
  const errors = all.slice(0, MAX_ERRORS);
  const flaws = errors.map((error) => [error.pointer.replace(/^\//, ''), error.detail].filter(Boolean).join(': ')).join('; ');
  const detail = all.length > MAX_ERRORS ? `${all.length} fields are at fault, of which errors names ${MAX_ERRORS}. ${flaws}` : flaws;
  return new Fault('bad-request', { errors, detail: detail.slice(0, 500) });
}
