import type { components, operations, webhooks } from './api';
import type { OPERATIONS, ProblemType } from './operations';

type Schemas = components['schemas'];

/** The operations that a consumer calls, by their operationId in the OpenAPI document. */
export type OperationId = keyof typeof OPERATIONS;

type Content<T> = T extends { content: infer C } ? C[keyof C] : undefined;
type Parameters<Op extends OperationId, In extends string> = operations[Op] extends {
  parameters: { [K in In]?: infer P };
}
  ? NonNullable<P>
  : never;

/** The JSON body of an operation; never: it has none. */
export type Body<Op extends OperationId> = operations[Op] extends { requestBody?: infer B }
  ? Content<NonNullable<B>>
  : never;
export type Query<Op extends OperationId> = Parameters<Op, 'query'>;
export type Path<Op extends OperationId> = Parameters<Op, 'path'>;

type Responses<Op extends OperationId> = operations[Op]['responses'];
/** The body of a success. */
export type Answer<Op extends OperationId> = {
  [Status in keyof Responses<Op> & (200 | 201 | 202)]: Content<Responses<Op>[Status]>;
}[keyof Responses<Op> & (200 | 201 | 202)];

type Member<Name extends string, T> = [T] extends [never]
  ? unknown
  : [undefined] extends [T]
    ? unknown
    : Partial<T> extends T
      ? { [N in Name]?: T }
      : { [N in Name]: T };

/** What an operation takes: its path parameters, its query and its body. */
export type Input<Op extends OperationId> = Member<'path', Path<Op>> &
  Member<'query', Query<Op>> &
  Member<'body', Body<Op>>;

type Payload<Op> = Op extends { requestBody: { content: { 'application/json': infer E } } } ? E : never;

/** What happened in a journey; a union that `type` tells apart. Types and members may be added. */
export type PorticoEvent = { [Type in keyof webhooks]: Payload<webhooks[Type]['post']> }[keyof webhooks];
export type EventType = PorticoEvent['type'];
export type EventOf<Type extends EventType> = Extract<PorticoEvent, { type: Type }>;
/** An event in the list, with its place in it. */
export type ListedEvent = PorticoEvent & { cursor: string };

export type Problem = Schemas['ProblemDto'];
export type FieldError = Schemas['FieldErrorDto'];
/** What a dry run found broken. `type` is one of the names in docs/errors.md, as that of a ProblemError. */
export type Violation = Omit<Schemas['ViolationDto'], 'type'> & { type: ProblemType };
/** FinPro's five fields. */
export type FinproErrorBody = Schemas['FinproErrorDto'];
export type Customer = Schemas['CustomerDto'];
export type FullCustomer = Schemas['FullCustomerDto'];
export type Grant = Schemas['GrantDto'];
/** A dry run that found no broken rule. */
export type DryRun = Schemas['DryRunDto'];
export type Consent = Schemas['JourneyDto'];
export type Journey = Schemas['TrackedJourneyDto'];
export type ConsentReceipt = Schemas['ConsentReceiptDto'];
export type ListedJourney = Schemas['ListedJourneyDto'];
export type DurableLink = Schemas['DurableLinkDto'];
export type AuditEvent = Schemas['AuditEventDto'];

export type KybStatus = Customer['status'];
export type ConsentState = Consent['state'] | Consent['consent_status'];
/** What a journey can be waited for: a KYB status, or the state of a consent. */
export type JourneyState = KybStatus | ConsentState;
