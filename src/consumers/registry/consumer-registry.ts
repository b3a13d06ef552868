import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { Action } from '../../audit/actions';
import { AuditService, type Actor } from '../../audit/audit.service';
import type { Json } from '../../audit/canonical-json';
import {
  ACCOUNT_NAME,
  accountOf,
  DEFAULT_ACCOUNT,
  movedTo as moved,
  type Vendor,
  VENDOR_NAMES,
  type VendorAccounts,
} from '../../config/vendor';
import { Committer } from '../../database/committer';
import { WriteRefused } from '../../database/failure';
import { together, type Write } from '../../database/write';
import { SCOPES } from '../../http/request/caller';
import { MAX_SECRETS } from '../../privacy/replaced-secrets';
import { appearanceProblem } from '../appearance';
import {
  type ConsumerSettings,
  ConsumersRepository,
  isImpossible,
  type LogoChange,
  type NewConsumer,
  SETTINGS,
} from '../consumers.repository';
import type { Consumer } from '../consumer.entity';

export type { Consumer } from '../consumer.entity';
import { isRedirectOrigin, judgeRedirect, type RedirectingConsumer } from '../redirect-policy';

const SECRET_BYTES = 32;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** The operator's change is not possible; the message says why. */
export class RegistryRefused extends Error {}

/** A consumer as it is to be created; its secret is generated here. */
export type WantedConsumer = Omit<NewConsumer, 'secret' | 'isSeeded'>;

/** What is to be changed; a member that is absent stays. */
export type SettingsChange = Partial<ConsumerSettings> &
  LogoChange & {
    readonly addedOrigins?: readonly string[];
    readonly removedOrigins?: readonly string[];
    /** The accounts in which the consumer's journeys begin from now on. */
    readonly movedTo?: Readonly<Partial<Record<Vendor, string>>>;
  };

const settingsOf = (consumer: Consumer): ConsumerSettings =>
  Object.fromEntries(SETTINGS.map((name) => [name, consumer[name]])) as unknown as ConsumerSettings;

/** For the audit row: what the consumer may do and how it is shown. */
const detailOf = (consumer: Omit<WantedConsumer, 'clientId' | 'organisationId' | 'logo'>): Record<string, Json> => ({
  application_id: consumer.applicationId,
  other_application_ids: consumer.otherApplicationIds ?? [],
  has_default_redirect_url: typeof consumer.defaultRedirectUrl === 'string',
  scopes: consumer.scopes,
  redirect_origins: consumer.redirectOrigins,
  product_ids: consumer.productIds,
  vendor_accounts: presentAccounts(consumer.vendorAccounts ?? {}),
  display_name: consumer.displayName ?? null,
  has_contact: typeof consumer.contact === 'string',
});

/** Journeys that have begun stay in the accounts of before. */
const accountsAfter = (accounts: VendorAccounts, movedTo: NonNullable<SettingsChange['movedTo']>): VendorAccounts =>
  VENDOR_NAMES.reduce((so, vendor) => (movedTo[vendor] ? moved(so, vendor, movedTo[vendor]) : so), accounts);

/** The consumer's account at each vendor. */
export const presentAccounts = (accounts: VendorAccounts): Record<Vendor, string> =>
  Object.fromEntries(VENDOR_NAMES.map((vendor) => [vendor, accountOf(accounts, vendor)])) as Record<Vendor, string>;

/** Requests a minute, and seconds (a year): larger values are taken for mistakes. */
const MAX_RATE = 10_000_000;
const MAX_OVERLAP = 31_536_000;

/** The operator's changes of consumers. Every change is audited; a secret is shown once and stored sealed. */
@Injectable()
export class ConsumerRegistry {
  constructor(
    private readonly repository: ConsumersRepository,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /** Returns the secret. Throws RegistryRefused. */
  async create(actor: Actor, wanted: WantedConsumer): Promise<string> {
    assertWanted(wanted);
    const secret = newSecret();
    const detail = {
      ...detailOf(wanted),
      organisation_id: wanted.organisationId,
      has_logo: Buffer.isBuffer(wanted.logo),
    };
    await this.commit(
      actor,
      'consumers.create',
      wanted.clientId,
      this.repository.add({ ...wanted, secret, isSeeded: false }),
      detail,
      'exists already',
    );
    return secret;
  }

  /** Returns a new secret; others stay valid `overlapSeconds` more, none longer than before. Throws RegistryRefused. */
  async rotate(actor: Actor, clientId: string, overlapSeconds: number): Promise<string> {
    if (!Number.isInteger(overlapSeconds) || overlapSeconds < 0 || overlapSeconds > MAX_OVERLAP)
      throw new RegistryRefused(`The overlap must be a whole number of seconds from 0 to ${MAX_OVERLAP}.`);
    const secret = newSecret();
    await this.commit(
      actor,
      'consumers.rotate',
      clientId,
      this.repository.rotate(clientId, secret, overlapSeconds),
      { overlap_seconds: overlapSeconds },
      `does not exist, is disabled, or has ${MAX_SECRETS} secrets that are still good (an overlap of 0 ends all ` +
        'but the new one)',
    );
    return secret;
  }

  /** What `change` names is replaced; within 5 s all replicas know it. Returns the settings. Throws RegistryRefused. */
  async update(actor: Actor, clientId: string, change: SettingsChange): Promise<ConsumerSettings> {
    const known = await this.find(clientId);
    const { addedOrigins = [], removedOrigins = [], movedTo = {}, logo, ...replaced } = change;
    const absent = removedOrigins.filter((origin) => !known.redirectOrigins.includes(origin));
    if (absent.length > 0) throw new RegistryRefused(`${absent.join(', ')} is not registered for ${clientId}.`);
    const origins = [...(replaced.redirectOrigins ?? known.redirectOrigins), ...addedOrigins];
    const settings = {
      ...settingsOf(known),
      ...replaced,
      vendorAccounts: accountsAfter(known.vendorAccounts, movedTo),
      redirectOrigins: [...new Set(origins)].filter((origin) => !removedOrigins.includes(origin)),
    };
    if (change.defaultRedirectUrl === undefined) assertPageKept(settings);
    assertWanted({ ...settings, logo, clientId, organisationId: known.organisationId });
    const detail = {
      ...detailOf(settings),
      rate_limit_per_minute: settings.rateLimitPerMinute,
      ...(logo === undefined ? {} : { has_logo: logo !== null }),
    };
    const write = this.repository.update(clientId, settings, { logo });
    await this.commit(actor, 'consumers.update', clientId, write, detail, 'does not exist, or is disabled');
    return settings;
  }

  /** Its credentials work again, and its durable links; deliveries that ended stay ended. Throws RegistryRefused. */
  async enable(actor: Actor, clientId: string): Promise<void> {
    const write = this.repository.enable(clientId);
    await this.commit(actor, 'consumers.enable', clientId, write, {}, 'does not exist, or is not disabled');
  }

  /** Throws RegistryRefused. */
  async find(clientId: string): Promise<Consumer> {
    const found = await this.repository.findByClientId(clientId);
    if (!found) throw new RegistryRefused(`The consumer ${clientId} does not exist.`);
    return found;
  }

  /** Ends deliveries, clicks, long polls; within 5 s all replicas refuse it. Throws RegistryRefused. */
  async disable(actor: Actor, clientId: string): Promise<void> {
    await this.commit(
      actor,
      'consumers.disable',
      clientId,
      this.repository.disable(clientId),
      {},
      'does not exist, or is disabled',
    );
  }

  async list(): Promise<Consumer[]> {
    return this.repository.list();
  }

  private async commit(
    actor: Actor,
    action: Action,
    clientId: string,
    change: Write<unknown>,
    detail: Readonly<Record<string, Json>>,
    refusal: string,
  ): Promise<void> {
    if (!NAME.test(clientId))
      throw new RegistryRefused('A client_id is 1 to 64 letters, digits, hyphens and underscores.');
    try {
      await this.committer.commit(
        together(change, this.audit.event(actor, { action, subject: clientId, detail }, 'SUCCEEDED')),
      );
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
      throw new RegistryRefused(
        isImpossible(error)
          ? `The consumer ${clientId} ${refusal}.`
          : `The database refuses the consumer ${clientId}: it breaks the rule ${error.reason}.`,
      );
    }
  }
}

const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** Characters allowed in an HTTP header, and in the `appIdentifier` that a vendor is sent. */
const APPLICATION = /^[\x21-\x7e]{1,128}$/;

function assertWanted({
  clientId,
  organisationId,
  applicationId,
  otherApplicationIds = [],
  scopes,
  redirectOrigins,
  defaultRedirectUrl = null,
  rateLimitPerMinute,
  vendorAccounts = {},
  ...rest
}: WantedConsumer): void {
  const unshown = appearanceProblem(rest);
  if (unshown !== null) throw new RegistryRefused(unshown);
  const unknown = scopes.filter((scope) => !SCOPES.some((known) => known === scope));
  if (!organisationId || !applicationId)
    throw new RegistryRefused('A consumer needs an organisation and an application.');
  if (scopes.length === 0 || unknown.length > 0)
    throw new RegistryRefused(`Scopes are ${SCOPES.join(', ')}; ${unknown.join(', ') || 'none'} is not one.`);
  const unfit = [applicationId, ...otherApplicationIds].filter((one) => !APPLICATION.test(one));
  if (unfit.length > 0) throw new RegistryRefused('An application is 1 to 128 visible ASCII characters.');
  const bad = redirectOrigins.filter((origin) => !isRedirectOrigin(origin));
  if (bad.length > 0)
    throw new RegistryRefused(
      `${bad.join(', ')} is no origin that users can be sent to, such as https://app.example.com, or ` +
        'http://localhost:8080 in sandbox mode.',
    );
  const unnamed = VENDOR_NAMES.map((vendor) => accountOf(vendorAccounts, vendor)).filter(
    (account) => account !== DEFAULT_ACCOUNT && !ACCOUNT_NAME.test(account),
  );
  if (unnamed.length > 0)
    throw new RegistryRefused(
      `${unnamed.join(', ')} cannot be an account: its name is one of VENDOR_ACCOUNTS, or default.`,
    );
  if (defaultRedirectUrl !== null) assertPage(defaultRedirectUrl, { clientId, redirectOrigins });
  if (
    rateLimitPerMinute !== undefined &&
    rateLimitPerMinute !== null &&
    (!Number.isInteger(rateLimitPerMinute) || rateLimitPerMinute < 0 || rateLimitPerMinute > MAX_RATE)
  )
    throw new RegistryRefused(
      `The rate limit must be a whole number from 0 to ${MAX_RATE} requests a minute; 0 means none.`,
    );
}

/** A change of the origins must not take away the one of the page that stays the default. */
function assertPageKept({ defaultRedirectUrl: page, redirectOrigins }: ConsumerSettings): void {
  if (page === null || !page.startsWith('https:') || redirectOrigins.includes(new URL(page).origin)) return;
  throw new RegistryRefused(
    `The redirect URL ${page} has an origin that would no longer be registered: name another page with ` +
      '--redirect-url <page>, or take it away with --redirect-url none.',
  );
}

/** A page that both vendors accept: one of them allows no fragment. */
function assertPage(page: string, consumer: RedirectingConsumer): void {
  try {
    if (judgeRedirect(page, consumer, true, 'redirect-url').includes('#'))
      throw new RegistryRefused('redirect-url: must not have a fragment');
  } catch (error) {
    throw error instanceof RegistryRefused ? error : new RegistryRefused((error as Error).message);
  }
}
