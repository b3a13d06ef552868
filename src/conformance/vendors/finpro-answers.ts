import type { VendorResponse } from '../exchange';
import { aList, anObject, Difference, fits, ISO_TIME, members, same } from '../expectation';
import type { World } from '../world';

/** The sandbox's texts and numbers where the vendor's are not published. */
export interface SandboxWords {
  readonly code: string;
  readonly text?: string;
}

/** The error envelope of five texts, with this status and word. Number and text are compared only for the sandbox. */
export function refusedAs(
  { isSandbox }: World,
  { status, json }: VendorResponse,
  http: number,
  word: string,
  sandbox?: SandboxWords,
): void {
  same('status', status, http);
  const error = members('the error', json, ['ver', 'timestamp', 'errorCode', 'errorMsg', 'status']);
  same('errorCode', error.errorCode, word);
  fits('timestamp', error.timestamp, ISO_TIME, 'ISO 8601');
  fits('status', error.status, /^FP[0-9]{4}$/);
  for (const name of ['ver', 'errorMsg']) fits(name, error[name], /\S/, 'a text');
  if (!isSandbox || !sandbox) return;
  same('number of the sandbox', error.status, sandbox.code);
  if (sandbox.text !== undefined) same('text of the sandbox', error.errorMsg, sandbox.text);
}

/** `data` of a success. */
export function data(answer: VendorResponse): unknown {
  if (answer.status !== 200) throw new Difference('status', '200', String(answer.status));
  const { status, ver, data: found } = anObject('the answer', answer.json);
  same('status in the answer', status, 'success');
  fits('ver', ver, /\S/, 'a text');
  return found;
}

export const dataObject = (answer: VendorResponse): Record<string, unknown> => anObject('data', data(answer));
export const dataList = (answer: VendorResponse): readonly Record<string, unknown>[] => aList('data', data(answer));

/** The numbers that the sandbox uses where the vendor's are not published; outside the vendor's range on purpose. */
export const FP = {
  InvalidRequest: 'FP0901',
  InvalidProductID: 'FP0902',
  InvalidPartyIdentifier: 'FP0903',
  InvalidFIPID: 'FP0904',
  InvalidRedirectUrl: 'FP0905',
  AuthenticationFailed: 'FP0906',
  InvalidStatus: 'FP0907',
  TooManyRequests: 'FP0908',
  NotFound: 'FP0910',
} as const;
