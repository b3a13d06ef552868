import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { FAULTS, type FaultName } from '../../errors';
import { faultResponse, problemResponse, withImpliedFaults } from '../../http/errors/faults.decorator';
import { FinproErrorDto } from './finpro-error.dto';
import { finproEnvelopeOf, hasFinproEnvelope } from './finpro-envelope';

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
  const [finpros, own] = [names.filter(hasFinproEnvelope), names.filter((name) => !hasFinproEnvelope(name))];
  const { content, ...rest } = faultResponse(names, (fault) => finproEnvelopeOf(fault, EXAMPLE_NOW));
  const examples = Object.fromEntries(
    Object.entries(content.examples).filter(([name]) => finpros.includes(name as FaultName)),
  );
  return ApiResponse({
    status,
    ...rest,
    content: {
      ...(finpros.length > 0
        ? { 'application/json': { schema: { $ref: getSchemaPath(FinproErrorDto) }, examples } }
        : {}),
      ...(own.length > 0 ? problemResponse('/v3/requestconsent', own).content : {}),
    },
  });
}
