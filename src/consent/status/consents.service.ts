import { Injectable } from '@nestjs/common';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { SubjectKeys } from '../../privacy/subject-keys';
import { orLastKnown } from '../../signed-http/last-known';
import { ConsentStatusService, type ObservedConsent } from './consent-status.service';
import { ConsentListRepository, type Neighbours } from './consent-list.repository';
import { ConsentsRepository } from './consents.repository';
import type { ConsentListDto } from './dto/consent-list.dto';
import { HANDLE, PARTY_TYPES, type PartyType } from '../finpro/text-rules';
import type { Consent, ConsentWithHandle } from '../consent.entity';
import { type AccountSelection, inEveryAccount } from '../finpro/finpro-consent';
import { FINPRO_VERSION } from '../finpro/finpro-envelope';
import { FinproClient } from '../finpro/finpro.client';
import { assertPartyIdentifier } from '../finpro/finpro-rules.service';
import { type Chosen, openChosen, openPerson, type Person } from '../person';

/** A journey, its person (null once the person was erased), and its neighbours. */
export interface ReadConsent {
  readonly consent: Consent;
  readonly neighbours: Neighbours;
  readonly person: (Person & Chosen) | null;
}

/** The caller's consents from a list of FinPro's, and FinPro's release, as FinPro reports it. */
export interface OwnConsents {
  readonly consents: readonly ObservedConsent[];
  readonly ver: string;
}

/** Finds consents. A consent belongs to the consumer that requested it; other consumers cannot find it. */
@Injectable()
export class ConsentsService {
  constructor(
    private readonly repository: ConsentsRepository,
    private readonly pages: ConsentListRepository,
    private readonly statuses: ConsentStatusService,
    private readonly finpro: FinproClient,
    private readonly subjectKeys: SubjectKeys,
  ) {}

  /** In the given order. Throws Fault `consent-handle-unknown` or `subject-erased`. */
  async getAll(caller: Caller, consentHandles: readonly string[]): Promise<ConsentWithHandle[]> {
    const found = await this.repository.findByHandles(caller.consumerId, consentHandles);
    return consentHandles.map((handle) => {
      const consent = found.find(({ consentHandle }) => consentHandle === handle);
      if (!consent) throw new Fault('consent-handle-unknown');
      return kept(consent);
    });
  }

  /** A consentID that is not recorded yet is looked up at FinPro. Throws Fault `consent-id-unknown`. */
  async getById(caller: Caller, consentId: string): Promise<ConsentWithHandle> {
    const [known] = await this.repository.findByConsentIds(caller.consumerId, [consentId]);
    if (known) return known;
    const {
      consents: [observed],
    } = await this.keepOwn(caller, inEveryAccount(caller, { consentIds: [consentId] }));
    if (observed?.received.consentId !== consentId) throw new Fault('consent-id-unknown');
    return observed.consent;
  }

  /** As last confirmed. Throws Fault `not-found` or `subject-erased`. */
  async get(caller: Caller, consentHandle: string): Promise<ConsentWithHandle> {
    const [consent] = HANDLE.test(consentHandle)
      ? await this.repository.findByHandles(caller.consumerId, [consentHandle.toLowerCase()])
      : [];
    if (!consent) throw new Fault('not-found', { detail: 'No consent of yours has this handle.' });
    return kept(consent);
  }

  /** As FinPro reports it now, else as last confirmed. Throws like `get`. */
  async read(caller: Caller, consentHandle: string): Promise<ReadConsent> {
    const consent = await this.get(caller, consentHandle);
    const observed = await orLastKnown(this.statuses.observe(caller, [consent], true), null);
    const [read] = await this.withPersons([observed?.[0]?.consent ?? consent]);
    return read!;
  }

  /** As last confirmed, newest first; `next` is where the following page begins, null at the end. */
  async page(
    caller: Caller,
    { before, accountId, most }: { before: string | null; accountId: string | null; most: number },
  ): Promise<{ consents: ReadConsent[]; next: string | null }> {
    const found = await this.pages.page(caller.consumerId, { before, accountId, most: most + 1 });
    const shown = found.slice(0, most);
    return {
      consents: await this.withPersons(shown.filter(({ erasedAt }) => erasedAt === null)),
      next: found.length > most ? shown.at(-1)!.journeyId : null,
    };
  }

  /** The caller's own consents as FinPro lists them, newest first, without erased ones. */
  async list(caller: Caller, dto: ConsentListDto): Promise<OwnConsents> {
    return this.keepOwn(caller, await this.selectionsOf(caller, dto));
  }

  /** One after the other, each with the credentials of its account. */
  private async keepOwn(caller: Caller, selections: readonly AccountSelection[]): Promise<OwnConsents> {
    const found: OwnConsents[] = [];
    for (const selection of selections) found.push(await this.keepOfAccount(caller, selection));
    return {
      consents: found.flatMap(({ consents }) => consents),
      ver: found[0]?.ver ?? FINPRO_VERSION,
    };
  }

  /** Elements that contradict what is known of the caller's consent are left out and logged, like invalid ones. */
  private async keepOfAccount(caller: Caller, { vendorAccount, ...selection }: AccountSelection): Promise<OwnConsents> {
    const by = { appIdentifier: caller.applicationId, vendorAccount };
    const {
      value: listed,
      vendorRequestId,
      ver,
    } = await this.finpro.listConsents(by, selection, 'consentHandles' in selection);
    const own = await this.repository.findByHandles(
      caller.consumerId,
      listed.map(({ consentHandle }) => consentHandle),
    );
    const observed: ObservedConsent[] = [];
    for (const received of listed) {
      const consent = own.find(
        ({ consentHandle, erasedAt }) => consentHandle === received.consentHandle && erasedAt === null,
      );
      if (!consent) continue;
      if (this.statuses.isAbout(consent, received))
        observed.push({ consent: await this.statuses.keep(caller, consent, received, vendorRequestId), received });
      else this.finpro.leaveOut('a consent with another productID or accountID than it was requested with');
    }
    return { consents: observed, ver };
  }

  /** Null: the selection cannot match a consent of the caller's, so FinPro need not be asked. */
  private async selectionsOf(caller: Caller, dto: ConsentListDto): Promise<AccountSelection[]> {
    const { consentHandle, consentID } = dto.wanted();
    if (consentHandle) {
      const own = (await this.repository.findByHandles(caller.consumerId, consentHandle)).filter(
        ({ erasedAt }) => erasedAt === null,
      );
      const accounts = [...new Set(own.map(({ vendorAccount }) => vendorAccount))];
      return accounts.map((vendorAccount) => ({
        vendorAccount,
        consentHandles: own.flatMap((one) => (one.vendorAccount === vendorAccount ? [one.consentHandle] : [])),
      }));
    }
    if (consentID) {
      const erased = (await this.repository.findByConsentIds(caller.consumerId, consentID)).filter(
        ({ erasedAt }) => erasedAt !== null,
      );
      const consentIds = consentID.filter((id) => !erased.some(({ consentId }) => consentId === id));
      return consentIds.length === 0 ? [] : inEveryAccount(caller, { consentIds });
    }
    const { partyIdentifierType, partyIdentifierValue, productID, accountID } = dto.party();
    if (!(PARTY_TYPES as readonly string[]).includes(partyIdentifierType)) return [];
    assertPartyIdentifier(partyIdentifierType as PartyType, partyIdentifierValue);
    const personIndex = this.subjectKeys.personIndexOf(
      caller.consumerId,
      `${partyIdentifierType}:${partyIdentifierValue}`,
    );
    if (!(await this.subjectKeys.findByPerson(personIndex))) return [];
    return inEveryAccount(caller, {
      partyIdentifierType,
      partyIdentifierValue,
      productId: productID,
      accountId: accountID,
    });
  }

  private async withPersons(consents: readonly Consent[]): Promise<ReadConsent[]> {
    const [keys, neighboursOf] = await Promise.all([
      this.subjectKeys.findAll(consents.map(({ subjectId }) => subjectId)),
      this.pages.neighboursOf(consents.map(({ journeyId }) => journeyId)),
    ]);
    return consents.map((consent) => {
      const key = keys.get(consent.subjectId);
      const neighbours = neighboursOf(consent.journeyId);
      return { consent, neighbours, person: key ? { ...openPerson(key, consent), ...openChosen(key, consent) } : null };
    });
  }
}

/** For a consent whose person was erased, nothing is read or created at FinPro. */
function kept(consent: ConsentWithHandle): ConsentWithHandle {
  if (consent.erasedAt) throw new Fault('subject-erased');
  return consent;
}
