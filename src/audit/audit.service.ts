import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock';
import type { Write } from '../database/write';
import type { Action } from './actions';
import { AuditRepository } from './audit.repository';
import type { Json } from './canonical-json';
import { EntryIds } from './entry-id';
import type { Leaf } from './leaf';

/** Who acted, and in which request. */
export interface Actor {
  readonly requestId: string;
  /** The consumer's client_id; null where a browser, a vendor or Portico itself acts. */
  readonly clientId: string | null;
  readonly actor: 'consumer' | 'browser' | 'vendor' | 'portico' | 'operator';
  /** Which operator acts, in which role, and why. It is in the entry's detail. */
  readonly operator?: OperatorFacts;
}

/**
 * The operator's id, the role that allowed the act, and the reason that the operator gave. At the command line: the
 * account on the machine, no role, and null where the command takes no reason.
 */
export interface OperatorFacts {
  readonly id: string;
  readonly role: string | null;
  readonly reason: string | null;
}

export interface AuditedAction {
  readonly action: Action;
  /** Our id of the subject that the journey is about. */
  readonly subject: string;
  readonly vendor?: string;
  /** Masked by the module that writes it: no personal data, no secret, no one-time URL. */
  readonly detail: Readonly<Record<string, Json>>;
}

export type AuditResult = NonNullable<Leaf['result']>;

/** How an intended effect ended. */
export interface Ending {
  readonly result: AuditResult;
  readonly vendorRequestId: string | null;
  readonly detail: Readonly<Record<string, Json>>;
}

/** The only writer of the audit log. Describes rows; they exist once the caller commits them together with its own. */
@Injectable()
export class AuditService {
  private readonly ids = new EntryIds();

  constructor(
    private readonly repository: AuditRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The INTENT: what a vendor is about to be asked for. Commit it before the call. */
  intent(actor: Actor, action: AuditedAction): Write<Leaf> {
    return this.repository.append(
      this.leaf(actor, action, {
        phase: 'INTENT',
        intent_id: null,
        vendor_request_id: null,
        result: null,
        detail: action.detail,
      }),
    );
  }

  /** How the intent ended. Commit it together with the state that results. */
  outcome(intent: Leaf, ending: Ending): Write<Leaf> {
    const { result, vendorRequestId, detail } = ending;
    return this.repository.append({
      ...intent,
      ...this.stamp(),
      phase: 'OUTCOME',
      intent_id: intent.entry_id,
      vendor_request_id: vendorRequestId,
      result,
      detail,
    });
  }

  /** How an intent known only by its id ended: its process died or the answer was lost, and it was found out later. */
  lateOutcome(
    actor: Actor,
    action: AuditedAction,
    intentId: string,
    { result, vendorRequestId, detail }: Ending,
  ): Write<Leaf> {
    return this.repository.append(
      this.leaf(actor, action, {
        phase: 'OUTCOME',
        intent_id: intentId,
        vendor_request_id: vendorRequestId,
        result,
        detail,
      }),
    );
  }

  /** Something that happened or was read, without an effect at a vendor. Commit it together with what it changed. */
  event(actor: Actor, action: AuditedAction, result: AuditResult, vendorRequestId: string | null = null): Write<Leaf> {
    return this.repository.append(
      this.leaf(actor, action, {
        phase: 'OUTCOME',
        intent_id: null,
        vendor_request_id: vendorRequestId,
        result,
        detail: action.detail,
      }),
    );
  }

  private stamp(): Pick<Leaf, 'entry_id' | 'occurred_at'> {
    const now = this.clock.now();
    return { entry_id: this.ids.next(now), occurred_at: now.toISOString() };
  }

  private leaf(
    actor: Actor,
    action: AuditedAction,
    rest: Pick<Leaf, 'phase' | 'intent_id' | 'vendor_request_id' | 'result' | 'detail'>,
  ): Leaf {
    return {
      ...this.stamp(),
      request_id: actor.requestId,
      consumer: actor.clientId,
      actor: actor.actor,
      action: action.action,
      subject: action.subject,
      vendor: action.vendor ?? null,
      ...rest,
      detail: { ...rest.detail, ...operatorIn(actor) },
    };
  }
}

const operatorIn = ({ operator }: Actor): Readonly<Record<string, string>> =>
  operator
    ? {
        operator: operator.id,
        ...(operator.role === null ? {} : { role: operator.role }),
        ...(operator.reason === null ? {} : { reason: operator.reason }),
      }
    : {};
