import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { consentStatusOf } from '../consent-status';
import { ConsentStatusService } from './consent-status.service';
import { ConsentsService } from './consents.service';
import type { ConsentWithHandle } from '../consent.entity';
import { FinproClient, type Revocation } from '../finpro/finpro.client';

/** Revokes consents. Irreversible; a consent that is REVOKED or EXPIRED already counts as revoked. */
@Injectable()
export class RevocationService {
  constructor(
    private readonly consents: ConsentsService,
    private readonly finpro: FinproClient,
    private readonly statuses: ConsentStatusService,
  ) {}

  /** FinPro's release. Throws Fault `consent-id-unknown`; `consent-status-forbids` where it cannot be revoked. */
  async revoke(caller: Caller, consentId: string): Promise<string> {
    return this.end(caller, caller.applicationId, await this.consents.getById(caller, consentId), consentId);
  }

  /** The same for a consent that is known, as another actor. Throws Fault `consent-status-forbids`. */
  async end(actor: Actor, application: string, consent: ConsentWithHandle, consentId: string): Promise<string> {
    const detail = {
      journey_id: consent.journeyId,
      consent_handle: consent.consentHandle,
      app_identifier: application,
    };
    const intent = {
      actor,
      action: 'consent.revoke',
      subject: consent.subjectId,
      detail,
      vendorKey: consentId,
    } as const;
    const answer = await this.finpro.revoke(
      { ...consent, appIdentifier: application },
      intent,
      consentId,
      (revocation) => this.judge(consent, revocation),
    );
    return this.statuses.untilKept(consent, (known) =>
      answer.settle(
        ({ found, at, ver }) => ({ ...this.statuses.ended(known, found, at), result: ver }),
        ({ isRevoked, found, at }) => ({
          consent_handle: consent.consentHandle,
          status: found?.status ?? 'REVOKED',
          was_over: !isRevoked,
          from: known.status,
          to: this.statuses.ended(known, found, at).result.status,
          consent_id: consentId,
        }),
      ),
    );
  }

  /** When FinPro refuses because of the status, its list shows whether the consent has ended anyway. */
  private async judge(consent: ConsentWithHandle, revocation: Revocation): Promise<Revocation> {
    if (revocation.isRevoked) return revocation;
    const { value: listed } = await this.finpro.listConsents(consent, {
      consentHandles: [consent.consentHandle],
    });
    const found = listed.find(({ consentHandle }) => consentHandle === consent.consentHandle);
    const status = found && consentStatusOf(found.status);
    if (!found || (status !== 'REVOKED' && status !== 'EXPIRED'))
      throw new Fault('consent-status-forbids', {
        detail: `Consent is ${status ?? 'not listed'}: only ACTIVE and PAUSED consents can be revoked`,
      });
    return { ...revocation, found, at: found.confirmedAt };
  }
}
