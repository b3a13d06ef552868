import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { filled } from '../../words/words';
import { consolePage, goTo, sendPage } from './console-page';
import { LOGIN } from './navigation';
import { PAGE_WORDS } from './page.words';
import { FormSent } from './forms';
import { faultContent, withParameters } from './parts';

const WORDS = PAGE_WORDS.fault;

interface Told {
  readonly title: string;
  readonly text: string;
}

/** There is no session, or it has ended. */
export class LoginNeeded extends Error {}

/** A form of another site or of another session. */
export class FormRefused extends Error {}

/** The operator has none of the roles that a page is for. */
export class RoleNeeded extends Error {
  constructor(
    readonly needed: readonly string[],
    readonly own: readonly string[],
  ) {
    super('another role is needed');
  }
}

/** Where a person has to log in, or may not go on. Other errors are pages by their envelope (console-envelope.ts). */
@Catch(LoginNeeded, FormRefused, FormSent, RoleNeeded)
export class ConsoleFaultFilter implements ExceptionFilter {
  async catch(error: LoginNeeded | FormRefused | FormSent | RoleNeeded, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    if (error instanceof LoginNeeded)
      return goTo(reply, withParameters(LOGIN, { next: request.method === 'GET' ? request.url : null }));
    if (error instanceof FormRefused) return this.show(request, reply, 403, WORDS.form);
    if (error instanceof FormSent) return this.show(request, reply, 409, WORDS.sent);
    if (!(error instanceof RoleNeeded)) throw error;
    const { title, text } = WORDS.role;
    const told = filled(text, { roles: error.needed.join(', '), own: error.own.join(', ') });
    await this.show(request, reply, 403, { title, text: told });
  }

  private async show(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    { title, text }: Told,
  ): Promise<void> {
    const content = faultContent([text], request.id);
    await sendPage(reply, consolePage(request.console ?? null, { title, content }), status);
  }
}
