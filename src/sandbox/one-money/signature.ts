import { createHash, createHmac } from 'node:crypto';
import type { Entity } from '../config';
import type { SignatureVerdict } from '../control/journal';
import { isSameText } from '../same-text';

/** A request as it was received. */
export interface HttpRequest {
  readonly method: string;
  /** Request target, with query. */
  readonly target: string;
  readonly authorization: string | undefined;
  readonly omDate: string | undefined;
  readonly body: Buffer;
}

export interface SignatureRules {
  readonly entities: readonly Entity[];
  readonly allowsBearer: boolean;
  readonly skewSeconds: number;
}

export interface Verification extends SignatureVerdict {
  /** The partner that signed; null when refused. */
  readonly entity: string | null;
}

const SCHEME = 'OneMoney-HMAC-SHA256';

/** The lines of the string to sign. */
export const SIGNED_LINES = ['access key', 'timestamp', 'method', 'path', 'body hash'] as const;

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');
const sign = (key: Buffer, lines: readonly string[]): string =>
  createHmac('sha256', key).update(lines.join('\n')).digest('hex');
/** Names of schemes are case-insensitive (RFC 9110, 11.1). */
const isScheme = (presented: string | undefined, name: string): boolean =>
  presented?.toLowerCase() === name.toLowerCase();
const refused = (reason: string, rest: Partial<SignatureVerdict> = {}): Verification => ({
  verdict: 'refused',
  reason,
  canonical: null,
  signed: null,
  diff: null,
  entity: null,
  ...rest,
});

/**
 * Checks in the vendor's order: header, scheme, parts, timestamp, window, key, signature. The reason is for the journal
 * only; the answer is the same for every refusal.
 */
export function verify(request: HttpRequest, rules: SignatureRules, now: Date): Verification {
  const [scheme, credential, ...rest] = (request.authorization ?? '').split(/ +/);
  if (!request.authorization) return { ...refused('no Authorization header'), verdict: 'none' };
  if (!credential || rest.length > 0) return refused('the Authorization header is not "<scheme> <credential>"');
  if (isScheme(scheme, 'Bearer')) return verifyBearer(credential, rules);
  if (!isScheme(scheme, SCHEME)) return refused(`unknown scheme: it must be Bearer or ${SCHEME}`);
  return verifyHmac(request, credential, rules, now);
}

function verifyBearer(credential: string, { entities, allowsBearer }: SignatureRules): Verification {
  const entity = entities.find(({ accessKey }) => accessKey === credential);
  if (!entity) return refused('unknown access key');
  return allowsBearer
    ? { verdict: 'genuine', reason: null, canonical: null, signed: null, diff: null, entity: entity.name }
    : refused('Bearer is switched off');
}

function verifyHmac(request: HttpRequest, credential: string, rules: SignatureRules, now: Date): Verification {
  const parts = credential.split(':');
  const [accessKey, timestamp, signature] = parts;
  if (parts.length !== 3 || !accessKey || !timestamp || !signature)
    return refused('the credential is not <access key>:<timestamp>:<signature>');
  const instant = instantOf(timestamp);
  if (instant === null) return refused('the timestamp is not a real date of the form YYYYMMDDThhmmssZ');
  if (request.omDate === undefined) return refused('no X-OM-Date header');
  if (request.omDate !== timestamp) return refused('X-OM-Date differs from the signed timestamp');
  const off = Math.round((instant - now.getTime()) / 1000);
  if (Math.abs(off) > rules.skewSeconds)
    return refused(`the timestamp is ${off} s off; ${rules.skewSeconds} s are allowed`);
  const lines = [
    accessKey,
    timestamp,
    request.method.toUpperCase(),
    request.target.split('?', 1)[0]!,
    sha256(request.body),
  ];
  const canonical = lines.join('\n');
  const entity = rules.entities.find((one) => one.accessKey === accessKey);
  if (!entity) return refused('unknown access key', { canonical });
  if (isSameText(signature, sign(Buffer.from(entity.secretKey, 'base64url'), lines)))
    return { verdict: 'genuine', reason: null, canonical, signed: null, diff: null, entity: entity.name };
  return { ...refused('the signature does not match', { canonical }), ...explain(signature, lines, request, entity) };
}

/** Milliseconds since the epoch; null when there is no such time. */
function instantOf(timestamp: string): number | null {
  const found = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(timestamp);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isReal =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return isReal ? date.getTime() : null;
}

/** Tries the usual mistakes; the one that produces exactly this signature is the explanation. */
function explain(
  signature: string,
  lines: readonly string[],
  request: HttpRequest,
  entity: Entity,
): Pick<SignatureVerdict, 'reason' | 'signed' | 'diff'> {
  const key = Buffer.from(entity.secretKey, 'base64url');
  const replaced = (index: number, text: string): string[] => lines.map((line, at) => (at === index ? text : line));
  const mistakes: readonly (readonly [string, Buffer, readonly string[]])[] = [
    ['the query string was signed with the path', key, replaced(3, request.target)],
    ['the secret was used as text instead of being decoded from base64url', Buffer.from(entity.secretKey), lines],
    ['the method was signed in lower case', key, replaced(2, request.method.toLowerCase())],
    ['the body was left out of the signature', key, replaced(4, sha256(''))],
    [
      'other body bytes were signed than sent (JSON serialised again)',
      key,
      replaced(4, sha256(reserialised(request.body))),
    ],
    ['the body hash was written in upper case', key, replaced(4, lines[4]!.toUpperCase())],
    ['the string to sign ended with a line feed', key, [...lines, '']],
  ];
  if (/[A-F]/.test(signature))
    return { reason: 'the signature must be lower-case hexadecimal', signed: null, diff: null };
  const found = mistakes.find(([, secret, signed]) => sign(secret, signed) === signature);
  if (!found)
    return {
      reason: 'the signature does not match',
      signed: null,
      diff: lines.map((line, index) => `= ${SIGNED_LINES[index]}: ${line}`),
    };
  return { reason: found[0], signed: found[2].join('\n'), diff: diffOf(found[2], lines) };
}

function diffOf(signed: readonly string[], expected: readonly string[]): string[] {
  return expected.flatMap((line, index) =>
    signed[index] === line
      ? [`= ${SIGNED_LINES[index]}: ${line}`]
      : [`- ${SIGNED_LINES[index]}: ${signed[index]}`, `+ ${SIGNED_LINES[index]}: ${line}`],
  );
}

function reserialised(body: Buffer): string {
  try {
    return JSON.stringify(JSON.parse(body.toString()));
  } catch {
    return '';
  }
}
