import { type CanActivate, type ExecutionContext, UseGuards } from '@nestjs/common';
import { Fault } from '../errors';
import { FIELD_RULES } from '../field-rules';

/** Some clients send an empty object when there is no content. */
const NOTHING: readonly string[] = ['', '{}'];
/** The most bytes that are checked for being empty. */
const MAX_LENGTH = 64;

class NoBody implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { body } = context.switchToHttp().getRequest<{ body?: unknown }>();
    if (
      !Buffer.isBuffer(body) ||
      (body.length <= MAX_LENGTH && NOTHING.includes(body.toString('latin1').replaceAll(/\s/g, '')))
    )
      return true;
    throw new Fault('bad-request', {
      detail: FIELD_RULES.unexpected_body,
      errors: [{ pointer: '', code: 'unexpected_body', detail: FIELD_RULES.unexpected_body }],
    });
  }
}

/** An operation without a body: empty and `{}` are accepted; anything else is a 400, since it would be ignored. */
export const TakesNoBody = (): MethodDecorator & ClassDecorator => UseGuards(new NoBody());
