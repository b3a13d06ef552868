import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { Fault, FAULTS, type FaultName } from '../../errors';
import { withImpliedFaults } from '../../http/errors/faults.decorator';
import { FinproErrorDto } from './finpro-error.dto';
import { finproEnvelopeOf } from './finpro-envelope';

const EXAMPLE_NOW = new Date('2026-01-15T10:30:45.912Z');

/**
 * Documents the faults that a FinPro operation can answer with, one named example each, in FinPro's envelope, from the
 * catalogue of faults.
 */
export function FinproFaults(...listed: readonly FaultName[]): MethodDecorator {
  const names = withImpliedFaults(listed);
  const statuses = [...new Set(names.map((name) => FAULTS[name].status))].toSorted((a, b) => a - b);
  return applyDecorators(
    ApiExtraModels(FinproErrorDto),
    ...statuses.map((status) =>
      response(
        status,
        names.filter((name) => FAULTS[name].status === status),
      ),
    ),
  );
}

function response(status: number, names: readonly FaultName[]): MethodDecorator {
  const faults = names.map((name) => new Fault(name));
  const examples = Object.fromEntries(
    faults.map((fault) => [
      fault.faultName,
      { summary: fault.kind.title, value: finproEnvelopeOf(fault, EXAMPLE_NOW) },
    ]),
  );
  const waits =
    faults.some(({ kind, retryAfterSeconds }) => retryAfterSeconds !== undefined || kind.status === 429) ||
    names.includes('key-in-flight');
  return ApiResponse({
    status,
    description: faults.map(({ kind }) => kind.title).join('; or: '),
    ...(waits
      ? { headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } } } }
      : {}),
    content: { 'application/json': { schema: { $ref: getSchemaPath(FinproErrorDto) }, examples } },
  });
}
