import type { ApiDocument, Media, Operation } from './api-document';
import type { Drawn } from './drawn-requests';

/** A response. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Kinds of differences between an exchange and its document. */
export type Finding = 'undocumented' | 'misshapen' | 'failed' | 'accepted' | 'refused';

/** Operations whose 503 is a valid result: on a busy machine a commit may take too long. */
const READINESS = 'getReadiness';

/** The findings of one exchange, each with its detail. */
export function judge(document: ApiDocument, { operation, flaw }: Drawn, reply: Reply): [Finding, string][] {
  const { status, contentType, text } = reply;
  const found: [Finding, string][] = [];
  if (status >= 500 && operation.operationId !== READINESS) found.push(['failed', text.slice(0, 300)]);
  const answer = document.answerOf(operation, status);
  if (!answer) return [...found, ['undocumented', `${status} ${text.slice(0, 200)}`]];
  const mediaType = contentType.split(';', 1)[0]!;
  const media = answer.content?.[mediaType];
  if (operation.method === 'HEAD' ? text !== '' : answer.content ? !media : text !== '')
    found.push(['misshapen', `a body of ${mediaType || 'no type'}`]);
  const value = /[/+]json$/.test(mediaType) && text !== '' ? (JSON.parse(text) as unknown) : text;
  const misfits = media?.schema && operation.method !== 'HEAD' ? document.misfitsOf(media.schema, value) : null;
  if (misfits) found.push(['misshapen', misfits]);
  if (flaw !== null && status < 400) found.push(['accepted', `${flaw}, ${status}`]);
  if (flaw === null && status >= 400 && status < 500 && !isRuled(document, operation, status, media, value))
    found.push(['refused', text.slice(0, 300)]);
  return found;
}

/** Whether a refusal names a rule that the document states outside its schemas. */
function isRuled(
  document: ApiDocument,
  operation: Operation,
  status: number,
  media: Media | undefined,
  value: unknown,
): boolean {
  if (status === 401) return operation.security.length === 0;
  if (media?.examples === undefined) return status !== 400;
  const {
    type,
    errorCode,
    errorMsg,
    errors = [],
  } = value as { type?: string; errorCode?: string; errorMsg?: string; errors?: { code: string }[] };
  const listed = Object.values(media.examples).map((example) => example.value);
  if (errorCode !== undefined) {
    if (!listed.some((example) => example.errorCode === errorCode)) return false;
    return (
      errorCode !== 'InvalidRequest' ||
      ('vendor-refused' in media.examples && errorMsg!.includes('refused the request')) ||
      errorMsg!.split('; ').every((one) => [...document.rules.values()].some((rule) => one.endsWith(rule)))
    );
  }
  if (!listed.some((example) => example.type === type)) return false;
  return !type!.endsWith('#bad-request') || (errors.length > 0 && errors.every(({ code }) => document.rules.has(code)));
}
