import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  type LoggerService,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { types } from 'node:util';
import { causeOf, Fault, type FaultName } from '../../errors';
import { endedByCaller } from '../request/caller-deadline';
import { type EnvelopeChoice, ErrorAnswers } from './envelope';
import { NO_OPERATION } from '../path-methods';

/** Turns an error of another module into a Fault, or returns it unchanged. */
export type Translation = (error: unknown) => unknown;

const BY_STATUS: Readonly<Record<number, FaultName>> = {
  400: 'bad-request',
  404: 'not-found',
  405: 'method-not-allowed',
  412: 'precondition-failed',
  413: 'too-large',
  415: 'unsupported-media-type',
};

/** Headers that an operation may have set before it failed, and that only apply to a success. */
const OF_SUCCESS = ['Idempotent-Replayed', 'Location', 'Set-Cookie', 'ETag'];

/** Turns every error into an envelope; no other code does this. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  /** Also used by admission control, which answers before the application sees a request. */
  readonly answers: ErrorAnswers;

  constructor(
    private readonly translate: Translation,
    private readonly logger: LoggerService,
    envelopeFor: EnvelopeChoice,
  ) {
    this.answers = new ErrorAnswers(envelopeFor);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    this.answer(error, request, http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    void reply.send(this.write(error, request, reply));
  }

  /** Sets the status and headers of the error on the reply, and returns its body. */
  write(error: unknown, request: FastifyRequest, reply: FastifyReply): string {
    const fault = this.faultOf(error);
    const { status, headers, body } = this.answers.of(fault, request.url, request.id, request);
    const isCallers =
      endedByCaller(request.work, status) || (fault.faultName === 'deadline-passed' && request.work?.isGone());
    if (status >= 500 && !isCallers)
      this.logger.error({
        msg: 'request failed',
        fault: fault.faultName,
        request_id: request.id,
        cause: reasonOf(fault),
      });
    for (const name of OF_SUCCESS) void reply.removeHeader(name);
    void reply.status(status).headers(headers);
    return body;
  }

  private faultOf(error: unknown): Fault {
    const translated = this.translate(error);
    if (translated instanceof Fault) return translated;
    const status =
      translated instanceof HttpException
        ? translated.getStatus()
        : (translated as { statusCode?: unknown } | null)?.statusCode;
    if (translated instanceof NotFoundException) return new Fault('not-found', NO_OPERATION);
    const name = typeof status === 'number' && status < 500 ? (BY_STATUS[status] ?? 'bad-request') : 'internal';
    return new Fault(name, { cause: translated });
  }
}

/** Why it failed; for internal errors also where in the code. */
function reasonOf(fault: Fault): string | undefined {
  const { cause } = fault;
  if (!types.isNativeError(cause)) return undefined;
  const position =
    fault.faultName === 'internal'
      ? cause.stack
          ?.split('\n')
          .filter((line) => line.trimStart().startsWith('at '))
          .slice(0, 6)
          .join(' | ')
      : undefined;
  return [causeOf(cause), position].filter(Boolean).join(' ');
}
