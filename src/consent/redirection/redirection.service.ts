import { Injectable } from '@nestjs/common';
import type { Json } from '../../audit/canonical-json';
import { AuditService, type Actor } from '../../audit/audit.service';
import { Fault } from '../../errors';
import { SubjectKeys } from '../../privacy/subject-keys';
import { consentRedirectAfter } from './consent-links.repository';
import { type VisitOutcome, visitOutcomeOf } from '../consent-status';
import type { ConsentLink } from './consent-link.entity';
import type { ConsentWithHandle } from '../consent.entity';
import type { DecryptedReturn, EncryptedReturn, Requester } from '../finpro/finpro-consent';
import { FinproClient } from '../finpro/finpro.client';
import { openPerson } from '../person';
import { ConsentLookupsRepository } from '../status/consent-lookups.repository';

const BASE64 = /^[A-Za-z0-9+/_ -]{1,8192}={0,2}$/;

function encryptedIn({ ecres, resdate, fi }: Readonly<Record<string, unknown>>): EncryptedReturn | null {
  if (typeof ecres !== 'string' || typeof resdate !== 'string' || typeof fi !== 'string') return null;
  return BASE64.test(ecres) && /^[0-9]{15}$/.test(resdate) && BASE64.test(fi) ? { ecres, resdate, fi } : null;
}

/** Why a browser's return is refused. */
export type RefusalReason = 'incomplete' | 'another consent' | 'undecryptable';

/** A browser's return for these consents, as it is audited. */
export const returnOf = (consents: readonly ConsentWithHandle[], rest: Readonly<Record<string, Json>> = {}) =>
  ({
    action: 'consent.return',
    subject: consents[0]!.subjectId,
    vendor: 'finpro',
    detail: {
      journey_ids: consents.map(({ journeyId }) => journeyId),
      consent_handles: consents.map(({ consentHandle }) => consentHandle),
      statuses: consents.map(({ status }) => status),
      ...rest,
    },
  }) as const;

/** Restores a base64 text from a decoded query, in which plus signs became blanks. */
const restored = (base64: string): string => base64.replaceAll(' ', '+');

/**
 * Checks what a browser brought back from the Account Aggregator. It proves nothing: handle and VUA must match, and
 * FinPro must confirm.
 */
@Injectable()
export class RedirectionService {
  constructor(
    private readonly finpro: FinproClient,
    private readonly subjectKeys: SubjectKeys,
    private readonly audit: AuditService,
    private readonly lookups: ConsentLookupsRepository,
  ) {}

  /** The accounts of the consumer's consents whose user may be at the Account Aggregator. */
  async accountsWithLinksOut(consumerId: string): Promise<string[]> {
    return this.lookups.accountsWithLinksOut(consumerId);
  }

  /**
   * Has no effect at FinPro. Throws Fault `vendor-refused` for a return that cannot be decrypted, `bad-request` for one
   * with invalid content.
   */
  async decrypt(by: Requester, { ecres, resdate, fi }: EncryptedReturn): Promise<DecryptedReturn> {
    return this.finpro.decrypt(by, { ecres: restored(ecres), resdate, fi: restored(fi) });
  }

  /**
   * Where the browser is sent after the link's visit; null when the consumer named no page. Throws Fault
   * `subject-erased`.
   */
  async redirectOf(link: ConsentLink, [first]: readonly ConsentWithHandle[]): Promise<string | null> {
    return consentRedirectAfter(await this.subjectKeys.get(first!.subjectId), link);
  }

  /**
   * How the visit for these consents ended, according to the browser's return; `outcome` is null while FinPro cannot be
   * asked to decrypt it.
   */
  async read(
    query: Readonly<Record<string, unknown>>,
    consents: readonly ConsentWithHandle[],
  ): Promise<{ outcome: VisitOutcome | null } | { refused: RefusalReason }> {
    const encrypted = encryptedIn(query);
    if (!encrypted) return { refused: 'incomplete' };
    try {
      const said = await this.decrypt(consents[0]!, encrypted);
      return (await this.isOf(said, consents))
        ? { outcome: visitOutcomeOf(said.status, said.errorCode) }
        : { refused: 'another consent' };
    } catch (error) {
      if (!(error instanceof Fault) || error.faultName === 'database-unavailable') throw error;
      return error.kind.status < 500 ? { refused: 'undecryptable' } : { outcome: null };
    }
  }

  /** Whether the return names exactly these consents, and their person. */
  async isOf({ handles, userId }: DecryptedReturn, consents: readonly ConsentWithHandle[]): Promise<boolean> {
    const [said, stored] = [new Set(handles), new Set(consents.map(({ consentHandle }) => consentHandle))];
    if (said.size !== stored.size || ![...said].every((handle) => stored.has(handle))) return false;
    const [first] = consents;
    const key = first && (await this.subjectKeys.find(first.subjectId));
    return (
      !!key &&
      consents.every((consent) => consent.subjectId === key.subjectId && openPerson(key, consent).vua === userId)
    );
  }

  /** The audit row of a browser's return. */
  event(
    actor: Actor,
    consents: readonly ConsentWithHandle[],
    result: 'SUCCEEDED' | 'REFUSED',
    rest: Readonly<Record<string, string | boolean | null>>,
  ): ReturnType<AuditService['event']> {
    return this.audit.event(actor, returnOf(consents, rest), result);
  }
}
