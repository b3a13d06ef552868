import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessAudit } from '../../audit/access/access-audit';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { ROLE_NAMES } from '../../http/request/operator';
import { newOneTimeToken } from '../../privacy/one-time-token';
import { isSameText } from '../../privacy/same-text';
import { type ConsoleAccess, type ConsoleCaller, CONSOLE_METADATA } from '../page/console-access';
import { FormRefused, LoginNeeded, RoleNeeded } from '../page/console-fault.filter';
import { FormSent, TOKEN_FIELD } from '../page/forms';
import { ConsoleSessionsService, formTokenOf, type LoggedIn } from './console-sessions.service';
import { formIn, isOfOwnOrigin } from './own-form';
import { namesSession, sessionCookie, sessionIn } from './session-cookie';
import { SentForms } from './sent-forms';
import { assertStorable } from './storable';

/** Who acts in a sandbox without a login: a person on this machine, with all roles. */
const OPEN: LoggedIn = { operatorId: 'sandbox', roles: ROLE_NAMES };

/** What a script sends that loads a page again: it does not keep a session from ending. */
const LIVE_HEADER = 'portico-live';

/** On the routes of the console: finds the session, compares the form with it, and checks the role. */
@Injectable()
export class ConsoleGuard implements CanActivate {
  /** For the forms of an open console. */
  private readonly openToken = newOneTimeToken().token;
  private readonly noCookie = sessionCookie(this.config, null);
  private readonly sent = new SentForms();

  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: ConsoleSessionsService,
    private readonly access: AccessAudit,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const wanted = this.reflector.get<ConsoleAccess | undefined>(CONSOLE_METADATA, context.getHandler());
    if (wanted === undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const isForm = request.method === 'POST';
    if (isForm && !isOfOwnOrigin(request.headers)) return this.refuse(request, 'foreign-form', null);
    const form = formIn(isForm ? request.body : null);
    if (wanted.roles === 'anyone') {
      assertStorable(request, form);
      return true;
    }
    const token = sessionIn(request.headers);
    const found = token && (await this.sessions.find(token, request.headers[LIVE_HEADER] === undefined));
    const isOver = !found && namesSession(request.headers);
    const who = found || (this.config.mode === 'sandbox' && !isOver ? OPEN : null);
    // A session that has ended gives no other roles: the cookie goes, and the login is shown.
    if (isOver) void context.switchToHttp().getResponse<FastifyReply>().header('Set-Cookie', this.noCookie);
    if (!who) throw new LoginNeeded();
    const formToken = formTokenOf(found && token ? token : this.openToken);
    if (isForm && !isSameText(form.get(TOKEN_FIELD) ?? '', formToken))
      return this.refuse(request, 'foreign-form', who.operatorId);
    const role = wanted.roles.find((one) => who.roles.includes(one));
    const caller: ConsoleCaller = {
      ...who,
      requestId: request.id,
      role: role ?? who.roles[0]!,
      formToken,
      session: found ? token : null,
      form,
    };
    request.console = caller;
    request.operator = caller;
    if (role === undefined) {
      this.note(request, 'role-missing', who.operatorId);
      throw new RoleNeeded(wanted.roles, who.roles);
    }
    assertStorable(request, form);
    if (!this.sent.take(form)) throw new FormSent();
    return true;
  }

  private refuse(request: FastifyRequest, reason: string, credential: string | null): never {
    this.note(request, reason, credential);
    throw new FormRefused();
  }

  private note(request: FastifyRequest, reason: string, credential: string | null): void {
    this.access.note(request, { action: 'access.refused', actor: 'operator', reason, credential });
  }
}
