export { Portico } from './portico';
export type { Credentials } from './credentials';
export type { Answered, CallOptions, PorticoOptions } from './transport';
export { AnswerError, ConnectionError, FinproError, PorticoError, ProblemError } from './errors';
export type { ProblemType } from './operations';
export { verifyWebhook, WebhookVerificationError, type IncomingHeaders } from './webhooks';
export {
  ReturnVerificationError,
  verifyReturn,
  type ReturnKey,
  type ReturnOptions,
  type VerifiedReturn,
} from './returns';
export { WaitTimeoutError, type EventPage, type WaitOptions } from './wait-for';
export type * from './types';
