import { Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessAudit } from '../../audit/access/access-audit';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Fault } from '../../errors';
import { type ConsoleCaller, ConsoleRoute, CurrentConsole, OpenConsoleRoute } from '../page/console-access';
import { ConsoleController } from '../page/console-controller';
import { consolePage, goTo, sendPage } from '../page/console-page';
import { LOGIN } from '../page/navigation';
import { queried } from '../page/parts';
import { ConsoleSessionsService } from './console-sessions.service';
import { loginView } from './login-view';
import { LOGIN_WORDS } from './login.words';
import { formIn, pageIn } from './own-form';
import { sessionCookie } from './session-cookie';

/** The way in and out. */
@ConsoleController('console')
export class LoginController {
  constructor(
    private readonly sessions: ConsoleSessionsService,
    private readonly access: AccessAudit,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('login')
  @OpenConsoleRoute('The form of the login')
  async show(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: Record<string, unknown>,
  ): Promise<void> {
    await this.form(reply, pageIn(queried(query, 'next')), false, request.headers['sec-fetch-site'] === 'cross-site');
  }

  @Post('login')
  @OpenConsoleRoute('Log in')
  async login(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = formIn(request.body);
    const [name, secret] = [form.get('name') ?? '', form.get('secret') ?? ''].map((text) => text.trim());
    const next = pageIn(form.get('next') ?? '');
    try {
      const token = await this.sessions.begin(request.id, name!, secret!);
      await goTo(reply.header('Set-Cookie', sessionCookie(this.config, token)), next);
    } catch (error) {
      if (!(error instanceof Fault) || error.faultName !== 'unauthorized') throw error;
      this.access.note(request, {
        action: 'access.failed',
        actor: 'operator',
        reason: error.faultName,
        credential: this.sessions.knownIn(name!),
      });
      await this.form(reply, next, true, false);
    }
  }

  @Post('logout')
  @ConsoleRoute('Log out', 'operator', 'support', 'auditor')
  async logout(@CurrentConsole() { session }: ConsoleCaller, @Res() reply: FastifyReply): Promise<void> {
    if (session !== null) await this.sessions.end(session);
    await goTo(reply.header('Set-Cookie', sessionCookie(this.config, null)), LOGIN);
  }

  private async form(reply: FastifyReply, next: string, isRefused: boolean, isFromOutside: boolean): Promise<void> {
    const content = loginView({ next, isRefused, isFromOutside, isSandbox: this.config.mode === 'sandbox' });
    await sendPage(reply, consolePage(null, { title: LOGIN_WORDS.title, content }), isRefused ? 401 : 200);
  }
}
