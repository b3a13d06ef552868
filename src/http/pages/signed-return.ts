import { createHmac, type KeyObject, sign } from 'node:crypto';
import { withQuery } from './browser-return';

/** Names of the parameters of the signature, in their order at the end of the query. */
const [TIME, KEY_ID, SIGNATURE, HMAC] = ['portico_ts', 'portico_kid', 'portico_sig', 'portico_hmac'] as const;
const VERSION = 'portico-return-v1';

/** Injection token of the ReturnSigners. */
export const RETURN_SIGNERS = Symbol('ReturnSigners');

/** The address of the consumer's page, with parameters and the signature over all of it. */
export type SignReturn = (page: string, parameters: Readonly<Record<string, string>>) => string;

/** Signs the addresses to which browsers are sent on. */
export interface ReturnSigners {
  /** For the pages of one consumer; `consumerId` is Portico's id of it. */
  of(consumerId: string): Promise<SignReturn>;
}

/** What a return is signed with. */
export interface ReturnSigning {
  readonly clientId: string;
  /** Valid secrets of the consumer, decoded; the newest first. */
  readonly secrets: readonly Buffer[];
  readonly key: { readonly id: string; readonly privateKey: KeyObject };
  readonly at: Date;
}

/**
 * Adds the parameters, then four of its own (docs/returns.md): the time in seconds, the id of the Ed25519 key, its
 * signature over the address so far, and an HMAC-SHA256 under each secret over the address so far, that signature
 * included. A fragment is not signed. Parameters of these names in `page` are removed.
 */
export function signedReturn(
  page: string,
  parameters: Readonly<Record<string, string>>,
  { clientId, secrets, key, at }: ReturnSigning,
): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const stamped = withQuery(page, { ...parameters, [TIME]: String(seconds), [KEY_ID]: key.id }, [SIGNATURE, HMAC]);
  const [, address = '', fragment = ''] = /^([^#]*)(#.*)?$/s.exec(stamped) ?? [];
  const text = (signed: string): string => [VERSION, clientId, signed].join('\n');
  const signature = sign(null, Buffer.from(text(address)), key.privateKey).toString('base64url');
  const signed = `${address}&${SIGNATURE}=${signature}`;
  const hmacs = secrets.map((secret) => createHmac('sha256', secret).update(text(signed)).digest('base64url'));
  return `${signed}&${HMAC}=${hmacs.join('.')}${fragment}`;
}
