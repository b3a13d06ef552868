import { Inject, Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { CLOCK, type Clock } from '../config/clock';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { Fault, type FaultOptions } from '../errors';
import { ConsumersRepository, type Secret } from './consumers.repository';
import type { Consumer } from './consumer.entity';
import { type HmacCredential, isSignedBy, instantOf, signedText, type SignedRequest } from './inbound-hmac';
import { FOUR_HEADERS, fourHeadersOf, type Presented, presentedBy } from './presented';
import { isSameText } from '../privacy/same-text';

/** Milliseconds that a consumer is cached: the longest time until a disabled one is refused. */
const REMEMBERED_MS = 5_000;
/** Unknown client ids that are cached; beyond that the oldest is removed. */
const MAX_UNKNOWN = 10_000;
/** Milliseconds that a signature's timestamp may differ from our clock, either way. */
const SKEW_MS = 300_000;

export interface Credentials extends SignedRequest {
  readonly headers: IncomingHttpHeaders;
}

interface Known {
  readonly consumer: Consumer | null;
  readonly secrets: readonly Secret[];
  readonly until: number;
}

/** Authenticates callers. Outside sandbox mode every refusal looks the same. */
@Injectable()
export class ConsumersService {
  private readonly known = new Map<string, Known>();
  /** Separate from the consumers, so that many unknown ids do not cause known consumers to be looked up again. */
  private readonly unknown = new Map<string, Known>();

  constructor(
    private readonly repository: ConsumersRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The consumer that the Authorization header authenticates. Throws Fault `unauthorized`. */
  async authenticate(credentials: Credentials): Promise<Consumer> {
    const presented = presentedBy(credentials.headers);
    const consumer =
      presented &&
      (presented.kind === 'hmac' ? await this.byHmac(presented, credentials) : await this.byBearer(presented));
    if (!consumer) throw new Fault('unauthorized', this.explanation(presented, credentials));
    return consumer;
  }

  /** In sandbox mode, why a signature was refused: never the secret, nor the signature that would be right. */
  private explanation(presented: Presented | null, request: Credentials): FaultOptions {
    if (this.config.mode !== 'sandbox' || presented?.kind !== 'hmac') return {};
    const seconds = Math.round((this.clock.now().getTime() - (instantOf(presented.timestamp) ?? 0)) / 1000);
    return {
      detail:
        Math.abs(seconds) * 1000 > SKEW_MS
          ? `X-OM-Date is ${Math.abs(seconds)} s off: at most ${SKEW_MS / 1000} s are taken.`
          : `The signature is not the one of these five lines with the secret of ${presented.accessKey}:\n` +
            signedText(presented, request),
      nextAction: 'Compare these lines with those that you signed, and the key with your secret, decoded.',
    };
  }

  /** The client_id that is presented, where it is that of a consumer who was looked up just now; else null. */
  knownIn(headers: IncomingHttpHeaders): string | null {
    const presented = presentedBy(headers);
    const id =
      presented?.kind === 'hmac' ? presented.accessKey : (presented?.clientId ?? fourHeadersOf(headers)?.clientId);
    return id !== undefined && this.known.has(id) ? id : null;
  }

  /** By the four headers together. Throws Fault `unauthorized`, which never says which header is wrong. */
  async authenticateByHeaders(headers: IncomingHttpHeaders): Promise<{ consumer: Consumer; applicationId: string }> {
    const four = fourHeadersOf(headers);
    if (!four) throw new Fault('unauthorized', FOUR_HEADERS);
    const { clientId, clientSecret, organisationId, appIdentifier } = four;
    const known = await this.find(clientId);
    const { consumer } = known;
    const agree = [
      this.isProved(known, (one) => isSameText(clientSecret, one)),
      isSameText(organisationId, consumer?.organisationId ?? ''),
      applicationsOf(consumer).filter((one) => isSameText(appIdentifier, one)).length > 0,
    ];
    if (!consumer || agree.includes(false)) throw new Fault('unauthorized', FOUR_HEADERS);
    return { consumer, applicationId: appIdentifier };
  }

  private async byBearer({
    clientId,
    secret,
  }: {
    readonly clientId: string;
    readonly secret: string;
  }): Promise<Consumer | null> {
    const known = await this.find(clientId);
    return this.isProved(known, (one) => isSameText(secret, one)) ? known.consumer : null;
  }

  private async byHmac(credential: HmacCredential, request: Credentials): Promise<Consumer | null> {
    if (Math.abs(this.clock.now().getTime() - (instantOf(credential.timestamp) ?? 0)) > SKEW_MS) return null;
    const known = await this.find(credential.accessKey);
    return this.isProved(known, (one) => isSignedBy(one, credential, request)) ? known.consumer : null;
  }

  /** While secrets overlap, each of them is accepted. */
  private isProved({ secrets }: Known, proves: (secret: string) => boolean): boolean {
    const now = this.clock.now().getTime();
    return secrets.filter(({ text, expiresAt }) => expiresAt > now && proves(text)).length > 0;
  }

  /** Unknown ids are cached too, with a secret of no consumer: they take as long to check, without a query each. */
  private async find(clientId: string): Promise<Known> {
    const now = this.clock.now().getTime();
    const remembered = this.known.get(clientId) ?? this.unknown.get(clientId);
    if (remembered && remembered.until > now) return remembered;
    const found = await this.repository.findByClientId(clientId);
    const mayEnter = found !== null && found.disabledAt === null && (this.config.mode === 'sandbox' || !found.isSeeded);
    const known = {
      consumer: mayEnter ? found : null,
      secrets: mayEnter ? this.repository.secretsOf(found) : SECRET_OF_UNKNOWN_IDS,
      until: now + REMEMBERED_MS,
    };
    this.remember(clientId, known);
    return known;
  }

  /** An id is in at most one of the two maps. */
  private remember(clientId: string, known: Known): void {
    this.known.delete(clientId);
    this.unknown.delete(clientId);
    (known.consumer ? this.known : this.unknown).set(clientId, known);
    if (this.unknown.size > MAX_UNKNOWN) this.unknown.delete(this.unknown.keys().next().value!);
  }
}

const SECRET_OF_UNKNOWN_IDS: readonly Secret[] = [
  { text: Buffer.alloc(32).toString('base64url'), expiresAt: Number.POSITIVE_INFINITY },
];

/** For an unknown consumer: one application that no consumer has. */
const applicationsOf = (consumer: Consumer | null): readonly string[] =>
  consumer ? [consumer.applicationId, ...consumer.otherApplicationIds] : [''];
