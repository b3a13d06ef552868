import type { SandboxContext } from '../../context';
import { magicMobile } from '../../magic-inputs';
import { discoverAll } from '../aa/accounts';
import { localPart } from '../identifiers';
import { FIPS, findTemplate } from '../world';
import type { SandboxConsent } from './consent';
import type { ConsentEvent } from './consent-status';
import { ConsentsStore } from './consents.store';

/** Milliseconds after the request in which a magic customer decides: the answer to the request is on its way first. */
const DECIDES_AFTER_MS = 300;

/** Acts as the customer, without a browser. Otherwise why that is not possible. */
export async function actAsCustomer(
  context: SandboxContext,
  consent: SandboxConsent,
  event: ConsentEvent,
): Promise<SandboxConsent | string> {
  const consents = new ConsentsStore(context);
  const { consent_handle: handle } = consent;
  const accounts = event === 'approve' ? accountsFor(consent) : [];
  if (event === 'approve' && accounts.length === 0)
    return 'the customer has no account that this consent could be given for';
  const moved =
    event === 'approve' ? await consents.approve(handle, accounts) : await consents.transition(handle, event);
  return moved ?? `${event} is not possible: the consent is ${(await consents.find(handle))?.status}`;
}

/** A magic customer decides by itself. */
export function decideByItself(context: SandboxContext, consent: SandboxConsent): void {
  const events = magicMobile(consent.vua)?.decides;
  if (!events) return;
  const act = async (): Promise<void> => {
    for (const event of events) await actAsCustomer(context, consent, event);
  };
  setTimeout(() => {
    act().catch((error: unknown) =>
      context.log.warn({ msg: 'a magic customer could not decide', error: error instanceof Error ? error.name : '' }),
    );
  }, DECIDES_AFTER_MS).unref();
}

function accountsFor({ vua, pan, fip_ids, product_id }: SandboxConsent): ReturnType<typeof discoverAll> {
  return discoverAll(
    fip_ids ?? FIPS.map(({ fipId }) => fipId),
    localPart(vua),
    pan,
    findTemplate(product_id)?.fiTypes ?? [],
  );
}
