import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import type { components } from './api';
import { keysOf } from './secrets';

/** A key of `GET /.well-known/jwks.json`. */
export type ReturnKey = Readonly<components['schemas']['ReturnKeyDto']>;

export interface ReturnOptions {
  /** The address of your page as your request named it, without query and fragment. */
  readonly page: string;
  readonly clientId: string;
  /** Yours, base64url; several while they overlap. */
  readonly secrets: string | readonly string[];
  /** With them the Ed25519 signature is verified as well. Who has the secret needs no more than that. */
  readonly keys?: readonly ReturnKey[];
  /** Default: the system's clock. */
  readonly now?: Date;
}

/** What a browser brought back. A hint: ask Portico, or wait for the event, before anything depends on it. */
export interface VerifiedReturn {
  /** The customer that was onboarded; null: it was a consent. */
  readonly customerId: string | null;
  readonly consentHandles: readonly string[];
  readonly status: string;
  /** Everything in the query, those of your own page too. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** An address that Portico did not make for you, or not now. */
export class ReturnVerificationError extends Error {
  override readonly name = 'ReturnVerificationError';
}

const TOLERANCE_SECONDS = 300;
const FORM =
  /^((.+&portico_ts=(\d{10})&portico_kid=([\w-]{43}))&portico_sig=([\w-]{86}))&portico_hmac=([\w-]{43}(?:\.[\w-]{43})*)$/;

/**
 * The parameters of a genuine return (docs/returns.md). `query` is the raw query of the request, with or without the
 * question mark, before a framework parses it. Throws {@link ReturnVerificationError}.
 */
export function verifyReturn(query: string, options: ReturnOptions): VerifiedReturn {
  const { page, clientId, secrets, keys, now = new Date() } = options;
  const hmacKeys = keysOf(secrets, 'base64url');
  const [, withSignature = '', stamped = '', time, kid, signature = '', hmacs] =
    FORM.exec(query.replace(/^\?/, '')) ?? [];
  if (hmacs === undefined) throw new ReturnVerificationError('the four parameters of a signed return are missing');
  if (Math.abs(now.getTime() / 1000 - Number(time)) > TOLERANCE_SECONDS)
    throw new ReturnVerificationError('the return is more than five minutes old');
  const signed = (part: string): string => `portico-return-v1\n${clientId}\n${page}?${part}`;
  const expected = hmacKeys.map((key) => createHmac('sha256', key).update(signed(withSignature)).digest('base64url'));
  if (!hmacs.split('.').some((hmac) => expected.some((one) => isSame(one, hmac))))
    throw new ReturnVerificationError('no HMAC fits');
  if (keys) assertSignature(keys, kid, signed(stamped), signature);
  return readReturn(query);
}

function assertSignature(keys: readonly ReturnKey[], kid: string | undefined, text: string, signature: string): void {
  const key = keys.find((one) => one.kid === kid);
  if (!key) throw new ReturnVerificationError('the key is not among those given: read them again');
  const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' });
  if (!verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64url')))
    throw new ReturnVerificationError('the signature does not fit');
}

function readReturn(query: string): VerifiedReturn {
  const pairs = [...new URLSearchParams(query)];
  const parameters = Object.fromEntries(pairs);
  if (Object.keys(parameters).length !== pairs.length)
    throw new ReturnVerificationError('a parameter occurs twice: use no name twice in the query of your page');
  return {
    customerId: parameters.customer_id ?? null,
    consentHandles: parameters.consent_handle?.split(',') ?? [],
    status: parameters.status ?? '',
    parameters,
  };
}

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
