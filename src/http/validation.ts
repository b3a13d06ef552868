import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { Fault, type FieldError } from '../errors';
import { JsonRefused, parseStrictObject } from './strict-json';

/** Reads every body strictly and checks bodies and queries against their DTO class: every bad field at once, unknown fields refused. */
@Injectable()
export class ValidationPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if (type === 'body') return this.check(metatype as Type<object>, this.parse(value), '/');
    if (type === 'query' && metatype && metatype !== Object && metatype !== String) return this.check(metatype as Type<object>, { ...(value as object) }, 'query/');
    return value;
  }

  private parse(body: unknown): Record<string, unknown> {
    try {
      return parseStrictObject(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
    } catch (error) {
      if (!(error instanceof JsonRefused)) throw error;
      throw refusal([error.flaw]);
    }
  }

  private async check(dto: Type<object>, plain: Record<string, unknown>, prefix: string): Promise<object> {
    const instance = plainToInstance(dto, plain, { exposeUnsetFields: false });
    const found = await validate(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
    if (found.length > 0) throw refusal(found.flatMap((error) => fieldErrors(error, prefix)));
    return instance;
  }
}

function fieldErrors({ property, constraints, children }: ValidationError, prefix: string): FieldError[] {
  const pointer = prefix + property.slice(0, 80).replaceAll('~', '~0').replaceAll('/', '~1');
  const own = Object.entries(constraints ?? {}).map(([code, detail]) => ({ pointer, code, detail: code === 'whitelistValidation' ? 'is not a field of this request' : withoutName(detail, property) }));
  return [...own, ...(children ?? []).flatMap((child) => fieldErrors(child, `${pointer}/`))];
}

const withoutName = (detail: string, property: string): string => (detail.startsWith(`${property} `) ? detail.slice(property.length + 1) : detail);

function refusal(errors: readonly FieldError[]): Fault {
  const detail = errors.map((error) => [error.pointer.replace(/^\//, ''), error.detail].filter(Boolean).join(': ')).join('; ');
  return new Fault('bad-request', { errors, detail: detail.slice(0, 500) });
}
