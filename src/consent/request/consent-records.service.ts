import { Injectable } from '@nestjs/common';
import { QuotasService } from '../../consumers/limits/quotas.service';
import { together, type Write } from '../../database/write';
import type { KeyLease } from '../../idempotency/idempotency.service';
import { assertKeptAtIntent, type SubjectKey } from '../../privacy/subject-keys';
import { bothHooks, type EffectHooks } from '../../signed-http/intent';
import type { CheckedRequest } from './consent-rules.service';
import { ConsentsRepository } from '../status/consents.repository';
import type { Consent, NewConsent } from '../consent.entity';

const QUOTA = 'consent.requests';

const both = (change: Write<void>, claimed: Write<void> | undefined): Write<unknown> =>
  together(change, ...(claimed ? [claimed] : []));

/**
 * One attempt to request a consent: what it asks for, under which key and for which person, and which lost request it
 * retries.
 */
export interface Attempt {
  readonly asked: CheckedRequest;
  readonly claim: KeyLease | null;
  /** The person's key, where the person is known. */
  readonly key: SubjectKey | null;
  /** The journey of a lost request that is sent again. */
  readonly lost: Consent | null;
}

/** The rows that are committed with a consent request, by how it ends. */
@Injectable()
export class ConsentRecordsService {
  constructor(
    private readonly consents: ConsentsRepository,
    private readonly quotas: QuotasService,
  ) {}

  hooks(attempt: Attempt, fresh: Write<SubjectKey>, journey: NewConsent): EffectHooks {
    const { key } = attempt;
    const quota = this.quotas.hooks(QUOTA, fresh.result.subjectId);
    return bothHooks(key ? bothHooks(quota, assertKeptAtIntent(key)) : quota, this.journeyOf(attempt, fresh, journey));
  }

  /** Throws Fault `quota-exceeded` when the error means this; otherwise the error. */
  explain(error: unknown): never {
    throw this.quotas.explain(error, QUOTA);
  }

  /** When a retry is refused, the outcome of the first attempt stays unknown. */
  private journeyOf({ claim, lost }: Attempt, fresh: Write<SubjectKey>, journey: NewConsent): EffectHooks {
    return {
      onIntent: (intentId) =>
        together(
          fresh,
          lost ? this.consents.repeat(lost, intentId) : this.consents.request({ ...journey, intentId }),
          ...(claim ? [claim.onIntent(intentId)] : []),
        ),
      onRefused: (intentId) =>
        both(
          lost ? this.consents.lose(intentId) : this.consents.refuse(intentId),
          lost ? claim?.onUnknown(intentId) : claim?.onRefused(intentId),
        ),
      onUnknown: (intentId) => both(this.consents.lose(intentId), claim?.onUnknown(intentId)),
    };
  }
}
