import { isUnreadable, type JournalEntry } from '../control/journal';
import { PREFIX } from '../finpro/serve';
import type { Namespace } from './namespaces';

/** Characters; Linux takes 128 KiB. */
const MAX_WORD = 100_000;

/**
 * A script for a POSIX shell that sends the request again, with the public credentials of the namespace. A signature is
 * made when it runs, since it holds for some minutes only. Null: the body was no JSON, so that it was not kept, or it
 * is longer than one word of a shell may be.
 */
export function curlOf(entry: JournalEntry, namespace: Namespace, baseUrl: string): string | null {
  const body = entry.body === null ? null : asciiJson(entry.body);
  if (isUnreadable(entry.body) || (body ?? '').length > MAX_WORD) return null;
  if (entry.vendor === 'finpro') return finproCurl(entry, namespace, baseUrl, body);
  const isBearer = entry.signature?.verdict === 'genuine' && entry.signature.canonical === null;
  return isBearer ? bearerCurl(entry, namespace, baseUrl, body) : signedCurl(entry, namespace, baseUrl, body);
}

function signedCurl(entry: JournalEntry, { partner }: Namespace, baseUrl: string, body: string | null): string {
  const key = Buffer.from(partner.secretKey, 'base64url').toString('hex');
  return [
    '# The signature is made now: it holds for some minutes. The key is the public secret of the sandbox, decoded.',
    `access_key=${quoted(partner.accessKey)}`,
    `key=${key}`,
    `path=${quoted(entry.path)}`,
    `body=${quoted(body ?? '')}`,
    'timestamp=$(date -u +%Y%m%dT%H%M%SZ)',
    `body_hash=$(printf %s "$body" | openssl dgst -sha256 | sed 's/.*= *//')`,
    `signature=$(printf '%s\\n%s\\n%s\\n%s\\n%s' "$access_key" "$timestamp" ${entry.method} "$path" "$body_hash" |`,
    `  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" | sed 's/.*= *//')`,
    command(entry, baseUrl, [
      '-H "Authorization: OneMoney-HMAC-SHA256 $access_key:$timestamp:$signature"',
      '-H "X-OM-Date: $timestamp"',
      ...commonHeaders(entry, body),
      ...(body === null ? [] : ['--data-binary "$body"']),
    ]),
  ].join('\n');
}

function bearerCurl(entry: JournalEntry, { partner }: Namespace, baseUrl: string, body: string | null): string {
  return command(entry, baseUrl, [
    header('Authorization', `Bearer ${partner.accessKey}`),
    ...commonHeaders(entry, body),
    ...dataOf(body),
  ]);
}

function finproCurl(
  entry: JournalEntry,
  { organisation }: Namespace,
  baseUrl: string,
  body: string | null,
): string | null {
  if (!organisation) return null;
  return command(entry, baseUrl + PREFIX, [
    header('client_id', organisation.clientId),
    header('client_secret', organisation.clientSecret),
    header('organisationId', organisation.organisationId),
    header('appIdentifier', organisation.appIdentifier),
    ...commonHeaders(entry, body),
    ...dataOf(body),
  ]);
}

/** With the status and the headers of the answer. The address is sent as it stands. */
function command({ method, path, query }: JournalEntry, baseUrl: string, options: readonly string[]): string {
  const url = quoted(baseUrl + path + (query === '' ? '' : `?${query}`));
  return [`curl -sS -i --globoff --path-as-is -X ${method} ${url}`, ...options].join(' \\\n  ');
}

const commonHeaders = ({ idempotency_key: key }: JournalEntry, body: string | null): string[] => [
  ...(key === null ? [] : [header('Idempotency-Key', key)]),
  ...(body === null ? [] : [header('Content-Type', 'application/json')]),
];

const dataOf = (body: string | null): string[] => (body === null ? [] : [`--data-binary ${quoted(body)}`]);

const header = (name: string, value: string): string => `-H ${quoted(`${name}: ${value}`)}`;

/** One word of a shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The same JSON in characters that every terminal shows as they are. */
const asciiJson = (json: unknown): string =>
  JSON.stringify(json).replaceAll(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
