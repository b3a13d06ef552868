import { Inject, Injectable } from '@nestjs/common';
import { type AuditedAction, AuditService, type Actor } from '../audit/audit.service';
import { SampledAudit } from '../audit/sampling/sampled-audit';
import type { Config } from '../config/config';
import type { Vendor } from '../config/vendor';
import { CONFIG } from '../config/config.module';
import { judgeRedirect } from '../consumers/redirect-policy';
import { Committer } from '../database/committer';
import { together, type Write } from '../database/write';
import { Fault } from '../errors';
import { returnAddress } from '../http/pages/browser-return';
import { RETURN_SIGNERS, type ReturnSigners, type SignReturn } from '../http/pages/signed-return';
import type { Caller } from '../http/request/caller';
import type { VendorLink } from '../links/vendor/vendor-link';
import { newOneTimeToken } from '../privacy/one-time-token';
import type { SubjectKey } from '../privacy/subject-keys';

/** Where the browser returns to: through Portico (managed), or without it (direct). */
export interface ReturnPlan {
  readonly mode: 'managed' | 'direct';
  /** The consumer's page, checked; null: none named and no default, so that the user ends on the vendor's page. */
  readonly redirectUrl: string | null;
  /** The return address that the vendor is given; null: none, so that the vendor's default applies. */
  readonly vendorUrl: string | null;
  /** Hash of the one-time state in a managed return address. */
  readonly stateHash: Buffer | null;
}

/** A return to an address of Portico's, as it is audited when it is refused. */
export interface RefusedReturn {
  readonly action: 'onboarding.return' | 'consent.return';
  readonly vendor: Vendor;
  readonly subject: string;
  readonly detail: AuditedAction['detail'];
}

/** Plans the return of browsers from a vendor, and lets each return address be used once. */
@Injectable()
export class ReturnsService {
  constructor(
    private readonly samples: SampledAudit,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(RETURN_SIGNERS) private readonly signers: ReturnSigners,
  ) {}

  /** The page, checked, or the consumer's default; null without either. Throws a 400 that names `field`. */
  judge(caller: Caller, requested: string | null | undefined, field: string): string | null {
    const page = requested ?? caller.defaultRedirectUrl;
    return page === null ? null : judgeRedirect(page, caller, this.config.mode === 'sandbox', field);
  }

  /** `redirectUrl` is checked; null: no return address is sent, so that the vendor's default applies, as documented. */
  plan(journey: 'onboarding' | 'consent', redirectUrl: string | null): ReturnPlan {
    const { publicBaseUrl } = this.config;
    if (publicBaseUrl === null || redirectUrl === null)
      return { mode: 'direct', redirectUrl, vendorUrl: redirectUrl, stateHash: null };
    const { token, hash } = newOneTimeToken();
    return { mode: 'managed', redirectUrl, vendorUrl: returnAddress(publicBaseUrl, journey, token), stateHash: hash };
  }

  /** For the address to which the browser is sent on; to be asked before the return is committed. */
  async signerOf(consumerId: string): Promise<SignReturn> {
    return this.signers.of(consumerId);
  }

  /** Commits a return with its audit row. Throws Fault `return-used` where `isUsed`: the address was used before. */
  async complete(
    browser: Actor,
    happened: AuditedAction,
    write: Write<unknown>,
    isUsed: (error: unknown) => boolean,
    refused: RefusedReturn,
  ): Promise<void> {
    try {
      await this.committer.commit(together(write, this.audit.event(browser, happened, 'SUCCEEDED')));
    } catch (error) {
      if (isUsed(error)) return this.refuse(browser.requestId, refused, 'return-used', 'used');
      throw error;
    }
  }

  /** For a return address that was used before, or a return that does not belong to it. Throws the Fault. */
  async refuse(
    requestId: string,
    { action, vendor, subject, detail }: RefusedReturn,
    faultName: 'return-used' | 'return-refused',
    reason: string,
  ): Promise<never> {
    await this.samples.note({ action, actor: 'browser', vendor, words: { reason } }, { requestId, subject, detail });
    throw new Fault(faultName);
  }
}

/** The columns of a new link: the consumer's page is sealed under the subject's key, bound to its `context`. */
export const returnColumns = (
  key: SubjectKey,
  context: string,
  { mode, redirectUrl, stateHash }: ReturnPlan,
): Omit<VendorLink, 'issuedAt'> => ({
  redirectUrlSealed: redirectUrl === null ? null : key.seal(context, redirectUrl),
  returnMode: mode,
  returnStateHash: stateHash,
  returnedAt: null,
  stallJudgedAt: null,
});

/** Where the browser is sent after the link's visit; null when the consumer named no page. */
export const redirectOf = (key: SubjectKey, context: string, { redirectUrlSealed }: VendorLink): string | null =>
  redirectUrlSealed && key.open(context, redirectUrlSealed);
