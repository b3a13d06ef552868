import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock';
import { everyAccountOf } from '../../config/vendor';
import { Committer } from '../../database/committer';
import { together } from '../../database/write';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { visitOutcomeOf } from '../consent-status';
import { ConsentStatusService } from '../status/consent-status.service';
import { ConsentsRepository } from '../status/consents.repository';
import { ConsentsService } from '../status/consents.service';
import type { Consent } from '../consent.entity';
import type { DecryptedReturn, EncryptedReturn } from '../finpro/finpro-consent';
import { RedirectionService } from '../redirection/redirection.service';

/** For consumers to which the browser returns directly: the return is decrypted by FinPro, and confirmed. */
@Injectable()
export class DirectReturnService {
  constructor(
    private readonly redirection: RedirectionService,
    private readonly consents: ConsentsService,
    private readonly statuses: ConsentStatusService,
    private readonly repository: ConsentsRepository,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** May be retried. Throws Fault `consent-handle-unknown` for another consumer's consent or another person. */
  async confirm(caller: Caller, encrypted: EncryptedReturn): Promise<DecryptedReturn> {
    const said = await this.decrypt(caller, encrypted);
    const consents = await this.consents.getAll(caller, said.handles);
    if (!(await this.redirection.isOf(said, consents))) {
      await this.committer.record(this.redirection.event(caller, consents, 'REFUSED', { reason: 'another person' }));
      throw new Fault('consent-handle-unknown');
    }
    const now = (await this.statuses.observe(caller, consents)).map(({ consent }) => consent);
    const confirmed = confirmedReturn(said, now);
    const outcome = visitOutcomeOf(said.status, said.errorCode);
    const event = this.redirection.event(caller, now, 'SUCCEEDED', {
      said: outcome,
      confirmed: visitOutcomeOf(confirmed.status, confirmed.errorCode),
    });
    await this.committer.commit(
      together(event, ...now.map((consent) => this.repository.visited(consent, outcome, this.clock.now()))),
    );
    return confirmed;
  }

  /**
   * With the consumer's account. The return does not say which consent it is about; after the account was changed, the
   * ones whose links are out say which account it can be of.
   */
  private async decrypt(caller: Caller, encrypted: EncryptedReturn): Promise<DecryptedReturn> {
    const accounts = everyAccountOf(caller.vendorAccounts, 'finpro');
    const out = accounts.length > 1 ? await this.redirection.accountsWithLinksOut(caller.consumerId) : [];
    const candidates = accounts.filter((account) => out.includes(account));
    const [first = accounts[0]!, ...others] = candidates;
    const by = (vendorAccount: string) => ({ appIdentifier: caller.applicationId, vendorAccount });
    let said = this.redirection.decrypt(by(first), encrypted);
    for (const account of others)
      said = said.catch((error: unknown) => {
        if (!(error instanceof Fault) || error.kind.status >= 500) throw error;
        return this.redirection.decrypt(by(account), encrypted);
      });
    return said;
  }
}

/** Redirection error codes (guideline, `errorcode`): accepted, rejected, not available, still pending. */
const [ACCEPTED, REJECTED, NOT_AVAILABLE, STILL_PENDING] = ['0', '1', '2', '5'];

/**
 * A success that FinPro does not list as ACTIVE becomes a failure with the code for FinPro's status; a failure stays
 * one. Code 0 is for successes only: an S with another code becomes 0, an F with 0 gets the code for FinPro's status.
 */
export function confirmedReturn(said: DecryptedReturn, consents: readonly Pick<Consent, 'status'>[]): DecryptedReturn {
  if (said.status === 'S' && consents.some(({ status }) => status === 'ACTIVE'))
    return { ...said, errorCode: ACCEPTED };
  if (said.status === 'F' && said.errorCode !== ACCEPTED) return said;
  return { ...said, status: 'F', errorCode: failureCodeOf(consents[0]?.status) };
}

/** A consent that is approved although the visit failed counts as not decided by this visit. */
function failureCodeOf(status: Consent['status'] | undefined): string {
  if (status === 'PENDING' || status === 'ACTIVE') return STILL_PENDING;
  return status === 'REJECTED' ? REJECTED : NOT_AVAILABLE;
}
