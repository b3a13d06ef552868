/** An error of 1Money: the HTTP status, whose reason phrase is the code, and a text for people. */
export class OneMoneyError extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

const CODES: Readonly<Record<number, string>> = {
  400: 'Bad_Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not_Found',
  405: 'Method_Not_Allowed',
  409: 'Conflict',
  413: 'Content_Too_Large',
  415: 'Unsupported_Media_Type',
  422: 'Unprocessable_Entity',
  429: 'Too_Many_Requests',
  500: 'Internal_Server_Error',
  502: 'Bad_Gateway',
  503: 'Service_Unavailable',
  504: 'Gateway_Timeout',
};

/** The vendor's error envelope. */
export function oneMoneyEnvelope(
  status: number,
  detail: string,
  instance: string,
): { code: string; status: number; detail: string; instance: string } {
  return { code: CODES[status] ?? 'Error', status, detail, instance };
}
