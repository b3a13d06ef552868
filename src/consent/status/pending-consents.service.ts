import { Injectable } from '@nestjs/common';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { type SubjectKey, SubjectKeys } from '../../privacy/subject-keys';
import type { Consent } from '../consent.entity';
import { ConsentStatusService } from './consent-status.service';
import { ConsentsService } from './consents.service';

/** At least one. */
export type Consents = readonly [Consent, ...Consent[]];

/** The consents that a fresh link may lead to. */
@Injectable()
export class PendingConsentsService {
  constructor(
    private readonly consents: ConsentsService,
    private readonly statuses: ConsentStatusService,
    private readonly subjectKeys: SubjectKeys,
  ) {}

  /** The caller's consents with these handles: at least one, of one person, who has not been erased. */
  async ofOnePerson(caller: Caller, handles: readonly string[]): Promise<{ consents: Consents; key: SubjectKey }> {
    const [first, ...others] = await this.consents.getAll(caller, handles);
    if (!first) throw new Fault('consent-handle-missing');
    if (others.some(({ subjectId }) => subjectId !== first.subjectId))
      throw new Fault('consent-handles-differ', { detail: 'consentHandle values must belong to one vua' });
    return { consents: [first, ...others], key: await this.subjectKeys.get(first.subjectId) };
  }

  /**
   * The stored status may be old, so FinPro is asked; while it cannot be asked, the last known status is used. Throws
   * `consent-status-forbids` when a consent is not pending.
   */
  async assertPending(caller: Caller, consents: Consents): Promise<void> {
    const observed = await this.statuses.observe(caller, consents).catch((error: unknown) => {
      if (error instanceof Fault && error.faultName !== 'database-unavailable') return null;
      throw error;
    });
    const now = observed?.map(({ consent }) => consent) ?? consents;
    const decided = now.find(({ status }) => status !== 'PENDING');
    if (decided)
      throw new Fault('consent-status-forbids', {
        detail: `Consent is ${decided.status}: only a PENDING consent can be given a link`,
      });
  }
}
