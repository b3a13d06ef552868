import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { Fault, type FieldError } from '../errors';
import { fieldsOf } from './field';
import { JsonRefused, parseStrictObject } from './strict-json';

/** Field errors that one answer names. */
const MAX_ERRORS = 50;

type Members = Record<string, unknown>;

/** Reads every body strictly and checks bodies and queries against their DTO class (field.ts): every bad field at once, each with one error; unknown fields refused. */
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

  private check(dto: Type<object>, plain: Members, prefix: string): object {
    const { instance, errors } = read(dto, plain, prefix);
    if (errors.length > 0) throw refusal(errors);
    return instance;
  }
}

/** An instance of the class with the members that are there, and what is wrong with them. Own names only: `toString` is nobody's field. */
function read(dto: Type<object>, plain: Members, prefix: string): { instance: object; errors: FieldError[] } {
  const fields = fieldsOf(dto);
  const instance = Object.create(dto.prototype as object) as Members;
  const errors: FieldError[] = Object.keys(plain).filter((name) => !fields.has(name)).map((name) => ({ pointer: pointerTo(prefix, name), code: 'unknown_member', detail: 'is not a field of this request' }));
  for (const [name, { rule, isRequired, takesNull, missing }] of fields) {
    const pointer = pointerTo(prefix, name);
    const value = Object.hasOwn(plain, name) ? plain[name] : undefined;
    if (value === undefined || value === null) {
      if (missing !== null && (isRequired || (value === null && !takesNull))) errors.push({ pointer, code: 'required', detail: missing });
      else if (value === null) instance[name] = null;
      continue;
    }
    const found = rule.flawOf(value);
    if (found) {
      errors.push({ pointer, ...found });
    } else if (rule.members) {
      const inner = read(rule.members, value as Members, `${pointer}/`);
      instance[name] = inner.instance;
      errors.push(...inner.errors);
    } else {
      instance[name] = rule.read ? rule.read(value) : value;
    }
  }
  return { instance, errors };
}

const pointerTo = (prefix: string, name: string): string => prefix + name.slice(0, 80).replaceAll('~', '~0').replaceAll('/', '~1');

/** Names the first of the errors, so that the answer is never much larger than the request. */
function refusal(all: readonly FieldError[]): Fault {
  const errors = all.slice(0, MAX_ERRORS);
  const flaws = errors.map((error) => [error.pointer.replace(/^\//, ''), error.detail].filter(Boolean).join(': ')).join('; ');
  const detail = all.length > MAX_ERRORS ? `${all.length} fields are at fault, of which errors names ${MAX_ERRORS}. ${flaws}` : flaws;
  return new Fault('bad-request', { errors, detail: detail.slice(0, 500) });
}
