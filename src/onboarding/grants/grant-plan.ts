import { languageOf } from './language-tag';
import { v7 as uuidv7 } from 'uuid';
import type { Json } from '../../audit/canonical-json';
import type { Config } from '../../config/config';
import type { Write } from '../../database/write';
import type { Caller } from '../../http/request/caller';
import type { SubjectKey } from '../../privacy/subject-keys';
import type { EffectHooks } from '../../signed-http/intent';
import type { Customer } from '../customers/customer.entity';
import { OnboardingGrant } from './onboarding-grant.entity';
import type { IssuedGrant } from '../one-money/hosted-customer';
import { judgeReturn, planReturn, type ReturnPlan } from '../return/return-plan';
import { entityOf } from '../../database/entity-of';

/** The customer for whom a grant is created, with its key; an erased customer has none. */
export interface Grantee {
  readonly customer: Customer;
  readonly key: SubjectKey;
}

/** What a consumer asks for in a grant. */
export interface GrantWish {
  /** The consumer's page, checked. */
  readonly redirectUrl: string | null;
  readonly locale: string | null;
}

/** A grant as it is to be requested. */
export interface GrantPlan extends ReturnPlan {
  readonly grantId: string;
  readonly locale: string | null;
  /** The durable link whose click requests it. */
  readonly linkId: string | null;
}

/** What else is committed with a grant, and what is returned in the end. */
export interface GrantRecords<R> {
  readonly hooks?: EffectHooks;
  /** For the INTENT. */
  readonly detail?: Readonly<Record<string, Json>>;
  keep(issued: IssuedGrant, intentId: string): Write<R>;
}

/** Throws a 400 that names `redirect_url`. */
export function wishOf(
  config: Config,
  caller: Caller,
  wanted: { redirect_url?: string | null; locale?: string | null },
): GrantWish {
  return {
    redirectUrl: judgeReturn(config, caller, wanted.redirect_url),
    locale: wanted.locale ? languageOf(wanted.locale) : null,
  };
}

export function planGrant(config: Config, { redirectUrl, locale }: GrantWish, linkId: string | null): GrantPlan {
  return { ...planReturn(config, redirectUrl), grantId: uuidv7(), locale, linkId };
}

/** For the INTENT. */
export function planDetail(
  { customerId }: Customer,
  { grantId, locale, mode, redirectUrl, linkId }: GrantPlan,
): Readonly<Record<string, Json>> {
  return {
    customer_id: customerId,
    grant_id: grantId,
    locale,
    return_mode: mode,
    redirect_origin: redirectUrl && new URL(redirectUrl).origin,
    ...(linkId ? { link_id: linkId } : {}),
  };
}

const placeOf = (grantId: string): string => `onboarding_grants.redirect_url ${grantId}`;

export function grantOf(
  key: SubjectKey,
  { grantId, locale, redirectUrl, mode, stateHash, linkId }: GrantPlan,
  { issuedAt, expiresAt }: IssuedGrant,
): OnboardingGrant {
  const redirectUrlSealed = redirectUrl === null ? null : key.seal(placeOf(grantId), redirectUrl);
  return entityOf(OnboardingGrant, {
    grantId,
    subjectId: key.subjectId,
    locale,
    redirectUrlSealed,
    returnMode: mode,
    returnStateHash: stateHash,
    issuedAt,
    expiresAt,
    returnedAt: null,
    linkId,
    stallJudgedAt: null,
  });
}

/** Where the browser is sent after the grant's visit; null when the consumer named no page. */
export const redirectOf = (key: SubjectKey, { grantId, redirectUrlSealed }: OnboardingGrant): string | null =>
  redirectUrlSealed && key.open(placeOf(grantId), redirectUrlSealed);
