import type { Entity, SandboxConfig } from '../config';
import type { JournalEntry } from '../control/journal';
import type { Organisation } from '../finpro/organisations';
import type { Vendor } from '../webhooks/webhooks';

/**
 * What one set of credentials reaches: a partner of 1Money, and the organisation of FinPro with its name as
 * `appIdentifier`. The vendors keep namespaces apart, and so does the console.
 */
export interface Namespace {
  readonly name: string;
  readonly partner: Entity;
  /** Null: there is none at FinPro. */
  readonly organisation: Organisation | null;
}

/** In the order of the configuration; the console shows the first one unless another is asked for. */
export const namespacesOf = ({ entities, finpro }: SandboxConfig): Namespace[] =>
  entities.map((partner) => ({
    name: partner.name,
    partner,
    organisation: finpro.organisations.find(({ appIdentifier }) => appIdentifier === partner.name) ?? null,
  }));

/** The name of the namespace at a vendor: the partner's, or the organisationId. */
export const entityAt = ({ partner, organisation }: Namespace, vendor: Vendor): string | null =>
  vendor === '1money' ? partner.name : (organisation?.organisationId ?? null);

/** Whether a request names the credentials of this namespace, right or wrong. */
export const isFrom = (namespace: Namespace, { vendor, named }: JournalEntry): boolean =>
  named !== null && named === entityAt(namespace, vendor as Vendor);
