import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiQuery, ApiResponse, type ApiResponseNoStatusOptions, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '../errors';
import { DRY_RUN_METADATA } from '../http/request/caller';
import { keyIn } from '../idempotency/idempotency-key.decorator';
import { QueryField } from '../input/field';
import { readBody, readQuery, refusalOf } from '../input/validation';
import { oneOf } from '../input/values';
import { DryRunDto, type WouldSendDto } from './dry-run.dto';
import { Rules } from './rules';

/** The call to a vendor that a request would cause. */
export type WouldSend = Readonly<WouldSendDto>;
export type { Rules };

/** A request that may be a dry run. */
export interface Asked<T extends object> {
  /** In a dry run without the fields that broke a rule. */
  readonly dto: T;
  /** The Idempotency-Key; null without one, and in a dry run, which does not use it. */
  readonly key: string | null;
  readonly rules: Rules;
}

export class DryRunQuery {
  @QueryField(oneOf(['true', 'false']), { isOptional: true })
  dry_run?: 'true' | 'false';
}

/**
 * The body as `dto` describes it, checked. Throws a 400 that names the fields, or any parameter of the query but
 * `dry_run`: a misspelt one must not let a request through that was meant as a dry run.
 */
export const AskedFor = createParamDecorator((dto: Type<object>, context: ExecutionContext): Asked<object> =>
  askedFor(dto, context.switchToHttp().getRequest<FastifyRequest>()),
);

function askedFor(dto: Type<object>, request: FastifyRequest): Asked<object> {
  const query = readQuery(DryRunQuery, request.query as Record<string, unknown>);
  if (query.errors.length > 0) throw refusalOf(query.errors);
  const isDryRun = query.instance.dry_run === 'true';
  const key = isDryRun ? null : keyIn(request);
  const { instance, errors } = readBody(dto, request.body);
  if (!isDryRun) {
    if (errors.length > 0) throw refusalOf(errors);
    return { dto: instance, key, rules: new Rules(false) };
  }
  for (const { pointer } of errors) delete (instance as Record<string, unknown>)[pointer.split('/')[1] ?? ''];
  const broken = [...flawsOfKey(request), ...(errors.length > 0 ? [refusalOf(errors)] : [])];
  return { dto: instance, key, rules: new Rules(true, broken) };
}

/** The key is not used, but a real request with it would be refused. */
function flawsOfKey(request: FastifyRequest): Fault[] {
  try {
    keyIn(request);
    return [];
  } catch (error) {
    if (error instanceof Fault) return [error];
    throw error;
  }
}

/** The answer to a dry run that found no broken rule. */
export function sendDryRun(reply: FastifyReply, wouldSend: WouldSend | null): string {
  void reply.status(200).header('Content-Type', 'application/json; charset=utf-8');
  return JSON.stringify({ dry_run: true, would_send: wouldSend } satisfies DryRunDto);
}

const DESCRIPTION = 'Of a dry run: no rule is broken. What would be sent to the vendor.';

/** The success of a real request that is answered with 200, too. */
interface RealSuccess extends Pick<ApiResponseNoStatusOptions, 'headers'> {
  readonly description: string;
  readonly type: Type<object>;
  readonly examples: Record<string, object>;
}

const EXAMPLE = {
  dry_run: true,
  would_send: {
    method: 'POST',
    path: '/v3/requestconsent',
    headers: { Accept: 'application/json', client_id: '***', client_secret: '***' },
    body: { productID: 'LOAN01', partyIdentifierType: 'MOBILE', partyIdentifierValue: '***' },
  },
} satisfies DryRunDto;

/** Documents `dry_run` and the answer to it. `real`: the real request's success, where that is a 200 as well. */
export function MayBeDryRun(real?: RealSuccess): MethodDecorator {
  const dryRun = { $ref: getSchemaPath(DryRunDto) };
  return applyDecorators(
    SetMetadata(DRY_RUN_METADATA, true),
    ApiExtraModels(DryRunDto, ...(real ? [real.type] : [])),
    ApiQuery({
      name: 'dry_run',
      required: false,
      schema: { type: 'string', enum: ['true', 'false'] },
      description:
        'true: judges every rule of the request, without an effect, and answers what would be sent to the vendor ' +
        '(200), or all that would be refused (422). The Idempotency-Key is not used.',
    }),
    real
      ? ApiResponse({
          status: 200,
          description: `${real.description} ${DESCRIPTION}`,
          ...(real.headers ? { headers: real.headers } : {}),
          content: {
            'application/json': {
              schema: { oneOf: [{ $ref: getSchemaPath(real.type) }, dryRun] },
              examples: { ...real.examples, dry_run: { summary: 'A dry run', value: EXAMPLE } },
            },
          },
        })
      : ApiResponse({ status: 200, description: DESCRIPTION, type: DryRunDto }),
  );
}
