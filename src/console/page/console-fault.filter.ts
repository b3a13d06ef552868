import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '../../errors';
import { filled } from '../../words/words';
import { consolePage, goTo, sendPage } from './console-page';
import { html, type Html } from './html';
import { HOME, LOGIN } from './navigation';
import { PAGE_WORDS as WORDS } from './page.words';
import { withParameters } from './parts';

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

/** Errors of the console, as pages for people: what happened, and where to go on. Other errors are the gateway's. */
@Catch(Fault, LoginNeeded, FormRefused, RoleNeeded)
export class ConsoleFaultFilter implements ExceptionFilter {
  async catch(error: Fault | LoginNeeded | FormRefused | RoleNeeded, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    if (error instanceof LoginNeeded)
      return goTo(reply, withParameters(LOGIN, { next: request.method === 'GET' ? request.url : null }));
    if (error instanceof RoleNeeded) {
      const { title, text } = WORDS.fault.role;
      const told = filled(text, { roles: error.needed.join(', '), own: error.own.join(', ') });
      return this.show(request, reply, 403, title, [told]);
    }
    if (error instanceof FormRefused)
      return this.show(request, reply, 403, WORDS.fault.form.title, [WORDS.fault.form.text]);
    if (!(error instanceof Fault)) throw error;
    const { kind, detail, nextAction, retryAfterSeconds } = error;
    if (retryAfterSeconds !== undefined) void reply.header('Retry-After', String(retryAfterSeconds));
    await this.show(request, reply, kind.status, kind.title, [detail, nextAction]);
  }

  private async show(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    title: string,
    sentences: readonly string[],
  ): Promise<void> {
    const lines = [...new Set(sentences)].map((one): Html => html`<p>${one}</p>`);
    const number = filled(WORDS.fault.number, { id: request.id });
    const content = html`${lines}
      <p><a href="${HOME}">${WORDS.fault.back}</a></p>
      <p class="hint">${number}</p>`;
    await sendPage(reply, consolePage(request.console ?? null, { title, content }), status);
  }
}
