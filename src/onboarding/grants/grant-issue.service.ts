import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, AuditedAction } from '../../audit/audit.service';
import { QuotasService } from '../../consumers/limits/quotas.service';
import { entityOf } from '../../database/entity-of';
import { together, type Write } from '../../database/write';
import { maskReturn } from '../../privacy/mask';
import { assertKeptAtIntent, type SubjectKey } from '../../privacy/subject-keys';
import { redirectOf, returnColumns, type ReturnPlan, ReturnsService } from '../../returns/returns.service';
import { bothHooks, type EffectHooks } from '../../signed-http/intent';
import type { Rules, WouldSend } from '../../dry-run/dry-run';
import type { Grantee } from '../customers/customers.service';
import { KybStatusService } from '../kyb/kyb-status.service';
import type { IssuedGrant } from '../one-money/hosted-customer';
import { OneMoneyClient } from '../one-money/one-money.client';
import { GrantsRepository } from './grants.repository';
import { OnboardingGrant } from './onboarding-grant.entity';

const QUOTA = 'onboarding.grants';

/** What a consumer asks for in a grant. */
export interface GrantWish {
  /** The consumer's page, checked. */
  readonly redirectUrl: string | null;
  readonly locale: string | null;
}

/** What else is committed with a grant, and what is returned in the end. */
export interface GrantRecords<R> {
  readonly hooks?: EffectHooks;
  /** For the INTENT. */
  readonly detail?: AuditedAction['detail'];
  keep(issued: Omit<IssuedGrant, 'locale'>, intentId: string): Write<R>;
}

/** A grant as it is to be requested. */
interface GrantPlan extends ReturnPlan {
  readonly grantId: string;
  readonly locale: string | null;
  /** The durable link whose click requests it. */
  readonly linkId: string | null;
}

/** Requests grants from 1Money: one-time links that are valid for thirty minutes. A customer may have several. */
@Injectable()
export class GrantIssueService {
  constructor(
    private readonly statuses: KybStatusService,
    private readonly oneMoney: OneMoneyClient,
    private readonly repository: GrantsRepository,
    private readonly returns: ReturnsService,
    private readonly quotas: QuotasService,
  ) {}

  /**
   * The rules on the customer's state; with its quota and 1Money's own judgement unless `isDurable`: then a click
   * counts against the quota and asks 1Money.
   */
  judge(actor: Actor, grantee: Promise<Grantee>, isDurable: boolean, rules: Rules): void {
    const customer = async (): Promise<Grantee['customer']> => (await grantee).customer;
    const allowed = rules.keep([], async () =>
      this.statuses.assertGrantAllowed(actor, await customer(), rules.isDryRun),
    );
    if (isDurable) return;
    rules.foresee([], async () => this.quotas.assertLeft(QUOTA, (await customer()).subjectId));
    rules.foresee([], async () => {
      await allowed;
      await this.statuses.foreseeGrantAllowed(actor, await customer());
    });
  }

  /** What `issue` would send to 1Money. */
  preview({ customer }: Grantee, { redirectUrl, locale }: GrantWish): WouldSend {
    const { vendorUrl } = this.returns.plan('onboarding', redirectUrl);
    const request = { customer, grantId: uuidv7(), redirectUrl: vendorUrl, locale };
    return this.oneMoney.previewGrant(request, vendorUrl && maskReturn(vendorUrl));
  }

  /** `judge` has passed. `linkId`: the clicked durable link. Throws Fault `quota-exceeded` before the request. */
  async issue<R>(
    actor: Actor,
    { customer, key }: Grantee,
    { redirectUrl, locale }: GrantWish,
    { hooks, detail, keep }: GrantRecords<R>,
    linkId: string | null = null,
  ): Promise<R> {
    const plan: GrantPlan = { ...this.returns.plan('onboarding', redirectUrl), grantId: uuidv7(), locale, linkId };
    const intent = {
      actor,
      action: 'onboarding.grant.create',
      subject: customer.subjectId,
      detail: { ...detailOf(customer, plan), ...detail },
      hooks: bothHooks(this.quotas.hooks(QUOTA, customer.subjectId), bothHooks(assertKeptAtIntent(key), hooks)),
    } as const;
    const { grantId, vendorUrl } = plan;
    const request = { customer, grantId, redirectUrl: vendorUrl, locale };
    const answer = await this.oneMoney
      .createGrant(intent, request)
      .catch((error: unknown) => this.statuses.explainRefusal(actor, customer, this.quotas.explain(error, QUOTA)));
    return answer.settle(
      (issued, intentId) =>
        together(
          keep(issued, intentId),
          this.repository.add(grantOf(key, plan, issued)),
          this.statuses.expectChange(customer),
        ),
      ({ expiresAt }) => ({
        customer_id: customer.customerId,
        grant_id: plan.grantId,
        expires_at: expiresAt.toISOString(),
      }),
    );
  }
}

/** For the INTENT. */
function detailOf(
  { customerId }: Grantee['customer'],
  { grantId, locale, mode, redirectUrl, linkId }: GrantPlan,
): AuditedAction['detail'] {
  return {
    customer_id: customerId,
    grant_id: grantId,
    locale,
    return_mode: mode,
    redirect_origin: redirectUrl && new URL(redirectUrl).origin,
    ...(linkId ? { link_id: linkId } : {}),
  };
}

const sealContextOf = (grantId: string): string => `onboarding_grants.redirect_url ${grantId}`;

const grantOf = (key: SubjectKey, plan: GrantPlan, { locale, issuedAt, expiresAt }: IssuedGrant): OnboardingGrant =>
  entityOf(OnboardingGrant, {
    ...returnColumns(key, sealContextOf(plan.grantId), plan),
    grantId: plan.grantId,
    subjectId: key.subjectId,
    locale: plan.locale,
    shownLocale: locale,
    issuedAt,
    expiresAt,
    linkId: plan.linkId,
  });

/** Where the browser is sent after the grant's visit; null when the consumer named no page. */
export const grantRedirectAfter = (key: SubjectKey, grant: OnboardingGrant): string | null =>
  redirectOf(key, sealContextOf(grant.grantId), grant);
