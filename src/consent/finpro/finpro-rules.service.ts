import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock';
import { accountIn, accountsIn, type Config } from '../../config/config';
import { CONFIG } from '../../config/config.module';
import { accountOf } from '../../config/vendor';
import { Fault, fieldFault } from '../../errors';
import type { Rules } from '../../dry-run/dry-run';
import type { Caller } from '../../http/request/caller';
import type { Person } from '../person';
import { CachedList } from './cached-list';
import { FinproClient } from './finpro.client';
import { PAN_FORM, type PartyType, WORD } from './text-rules';

/** What is checked of a request for a consent. */
interface CheckedParts {
  readonly person: Person & { readonly partyIdentifierType: PartyType };
  readonly productId: string;
  /** Null: every FIP. */
  readonly fipIds: readonly string[] | null;
}

/**
 * FinPro's rules that a form of a field cannot say (request-v3 page): which values belong together, and which templates
 * and FIPs exist (misc/product-list and misc/fip-list pages).
 */
@Injectable()
export class FinproRulesService {
  private readonly lists = new Map<string, Readonly<Record<'products' | 'fips', CachedList>>>();

  constructor(
    finpro: FinproClient,
    @Inject(CLOCK) clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    for (const account of accountsIn(config))
      this.lists.set(account, {
        products: new CachedList(() => finpro.listProducts(account), clock),
        fips: new CachedList(() => finpro.listFips(account), clock),
      });
  }

  /** In FinPro's order: VUA, template, identifier, PAN, FIPs. */
  judgeRequest(caller: Caller, { person, productId, fipIds }: CheckedParts, rules: Rules): void {
    const { vua, partyIdentifierType: type, partyIdentifierValue: value, pan } = person;
    const party = ['partyIdentifierType', 'partyIdentifierValue'];
    void rules.keep(['vua', ...party], () => assertVua(vua, type, value));
    void rules.keep(['productID'], () => this.assertProduct(caller, productId));
    void rules.keep(party, () => assertPartyIdentifier(type, value));
    void rules.keep(['pan', ...party], () => assertPan(pan, type, value));
    void rules.keep(['pan', 'productID', 'partyIdentifierType'], () =>
      this.assertPanGiven(caller, productId, pan, type),
    );
    void rules.keep(['fipID'], () => this.assertFips(caller, fipIds));
  }

  /** Throws Fault `invalid-fip-id` that names the first unknown FIP; also for an empty list. */
  async assertFips(caller: Caller, fipIds: readonly string[] | null): Promise<void> {
    if (fipIds === null) return;
    if (fipIds.length === 0) throw new Fault('invalid-fip-id', { detail: 'fipID should not be empty' });
    const [unknown] = await this.listsOf(caller).fips.missing(fipIds);
    if (unknown !== undefined)
      throw new Fault('invalid-fip-id', { detail: WORD.test(unknown) ? `Unknown fipID: ${unknown}` : 'Unknown fipID' });
  }

  /** A fresh link may name the user at the Account Aggregator. Throws Fault `invalid-aa` for another one's. */
  assertUserId(userId: string | null): void {
    if (userId !== null && !userId.endsWith(AA_HANDLE))
      throw new Fault('invalid-aa', { detail: 'The Account Aggregator of userid is not in the registry' });
  }

  /** As FinPro lists them for the consumer's account. Throws Fault `vendor-not-configured`. */
  private listsOf({ vendorAccounts }: Caller) {
    const found = this.lists.get(accountOf(vendorAccounts, 'finpro'));
    if (!found) throw new Fault('vendor-not-configured');
    return found;
  }

  /** A party that is named by its PAN has given it. */
  private assertPanGiven({ vendorAccounts }: Caller, productId: string, pan: string | null, type: PartyType): void {
    const { finpro } = accountIn(this.config, accountOf(vendorAccounts, 'finpro')) ?? {};
    const isNeeded = finpro?.panTemplates.includes(productId) === true;
    if (isNeeded && pan === null && type !== 'PAN') throw fieldFault('/pan', 'pan_missing');
  }

  /** Throws Fault `invalid-product-id` unless the consumer may use the template and FinPro has it. */
  private async assertProduct(caller: Caller, productId: string): Promise<void> {
    const isUsable =
      caller.productIds.includes(productId) && (await this.listsOf(caller).products.missing([productId])).length === 0;
    if (!isUsable)
      throw new Fault('invalid-product-id', {
        detail: `productID ${productId} is not configured for the organisation`,
      });
  }
}

const AA_HANDLE = '@onemoney';
const EMAIL = /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$/;
const FORMS: Readonly<Record<PartyType, { test(text: string): boolean }>> = {
  MOBILE: /^[0-9]{10}$/,
  EMAIL,
  PAN: PAN_FORM,
};
const LOCAL_PART = /^(?:[0-9]{10}|[A-Za-z0-9._%+-]{1,64}(?:@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})?)$/;

/**
 * Checks that the VUA belongs to the person: the handle is case-sensitive, and the part before it is the mobile number
 * or address. A PAN has no VUA of its own.
 */
export function assertVua(vua: string, type: PartyType, value: string): void {
  const local = vua.slice(0, -AA_HANDLE.length);
  const isVua = vua.endsWith(AA_HANDLE) && LOCAL_PART.test(local);
  if (!isVua || (type !== 'PAN' && local !== value))
    throw fieldFault('/vua', type === 'PAN' ? 'vua_malformed' : 'vua_mismatch');
}

/** Throws Fault `invalid-party-identifier`. */
export function assertPartyIdentifier(type: PartyType, value: string): void {
  if (!FORMS[type].test(value))
    throw new Fault('invalid-party-identifier', {
      detail: `partyIdentifierValue does not match partyIdentifierType ${type}`,
    });
}

/** A party that is named by its PAN must not give a different PAN. */
export function assertPan(pan: string | null, type: PartyType, value: string): void {
  if (pan !== null && type === 'PAN' && pan !== value) throw fieldFault('/pan', 'pan_mismatch');
}
