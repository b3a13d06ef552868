/** FinPro's release, which every answer contains. */
export const VERSION = '1.21.0';

interface ErrorCode {
  readonly http: number;
  /** `FPxxxx`. Numbers from 0901 on are the sandbox's own: the vendor's are not published. */
  readonly code: string;
}

const CODES = {
  InvalidRequest: { http: 400, code: 'FP0901' },
  InvalidProductID: { http: 400, code: 'FP0902' },
  InvalidPartyIdentifier: { http: 400, code: 'FP0903' },
  InvalidFIPID: { http: 400, code: 'FP0904' },
  InvalidRedirectUrl: { http: 400, code: 'FP0905' },
  AuthenticationFailed: { http: 401, code: 'FP0906' },
  InvalidStatus: { http: 400, code: 'FP0907' },
  TooManyRequests: { http: 429, code: 'FP0908' },
  InternalError: { http: 500, code: 'FP0909' },
  NotFound: { http: 404, code: 'FP0910' },
  missingConsentInfo: { http: 400, code: 'FP0021' },
  invalid_consent_handle: { http: 400, code: 'FP0024' },
  InvalidAA: { http: 400, code: 'FP0029' },
  InvalidConsentId: { http: 400, code: 'FP0034' },
} as const satisfies Readonly<Record<string, ErrorCode>>;

export type ErrorWord = keyof typeof CODES;

/**
 * An error of FinPro: the word, and a text for people. One word can have several numbers; `code` selects another one.
 */
export class FinproError extends Error {
  readonly http: number;
  readonly code: string;

  constructor(
    readonly word: ErrorWord,
    message: string,
    code?: string,
  ) {
    super(message);
    this.http = CODES[word].http;
    this.code = code ?? CODES[word].code;
  }
}

/** The vendor's error envelope: five fields, all of them text. */
export function finproEnvelope({ word, code, message }: FinproError, now: Date): object {
  return { ver: VERSION, timestamp: now.toISOString(), errorCode: word, errorMsg: message, status: code };
}

/** The envelope for an HTTP status, for failures that a fault causes. */
export function errorOf(http: number, message: string): FinproError {
  const word = (Object.keys(CODES) as ErrorWord[]).find((name) => CODES[name].http === http);
  return new FinproError(word ?? (http >= 500 ? 'InternalError' : 'InvalidRequest'), message);
}
