import { Injectable } from '@nestjs/common';
import type { Finding, OpenEffect } from '../signed-http/open-effect';
import { Reconciler } from '../signed-http/reconciler';
import { ConsentRecoveryService } from './consent-recovery.service';
import { consentStatusOf } from './consent-status';
import { FinproClient } from './finpro.client';

/** How FinPro is asked what became of effects that nobody ended: by its consent list, and links not at all. */
@Injectable()
export class ConsentInquiries {
  constructor(
    private readonly finpro: FinproClient,
    recovery: ConsentRecoveryService,
    reconciler: Reconciler,
  ) {
    reconciler.register('consent.request', (effect) => recovery.inquire(effect));
    reconciler.register('consent.revoke', (effect) => this.inquireRevocation(effect));
    // A lost link cannot be looked up, and a link that nobody has hurts nobody.
    reconciler.register('consent.link.create', async () => 'unknowable');
  }

  /** The consent's own status follows with its next reading. */
  private async inquireRevocation({ vendorKey, isRipe }: OpenEffect): Promise<Finding> {
    const { value: listed } = await this.finpro.listConsents({ consentIds: vendorKey === null ? [] : [vendorKey] }, { isWhole: true });
    const found = listed.find(({ consentId }) => consentId === vendorKey);
    const detail = { status: found?.status ?? null };
    if (found && consentStatusOf(found.status) === 'REVOKED') return { verdict: 'done', detail };
    return { verdict: isRipe ? 'failed' : 'unknown', detail };
  }
}
