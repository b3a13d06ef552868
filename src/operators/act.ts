import { applyDecorators } from '@nestjs/common';
import type { Actor } from '../audit/audit.service';
import type { FaultName } from '../errors';
import { Faults } from '../http/errors/faults.decorator';
import type { OperatorCaller } from '../http/request/operator';

/** The actor of an operator's act, by which each entry that it writes says who, in which role, and why. */
export const actorOf = ({ operatorId, requestId, role }: OperatorCaller, reason: string): Actor => ({
  requestId,
  clientId: null,
  actor: 'operator',
  operator: { id: operatorId, role, reason },
});

const EVERYWHERE: readonly FaultName[] = ['bad-request', 'unauthorized', 'role-missing', 'database-unavailable'];

/** The faults of an operator's read, besides its own. */
export const ReadFaults = (instance: string, ...own: readonly FaultName[]): MethodDecorator =>
  applyDecorators(Faults(instance, ...EVERYWHERE, ...own));

/** The faults of an operator's act, besides its own. */
export const ActFaults = (instance: string, ...own: readonly FaultName[]): MethodDecorator =>
  applyDecorators(Faults(instance, ...EVERYWHERE, 'too-large', 'unsupported-media-type', ...own));
