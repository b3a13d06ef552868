import { Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type ConsoleCaller, ConsoleRoute, CurrentConsole, hasRole } from '../page/console-access';
import { ConsoleController } from '../page/console-controller';
import { consolePage, sendPage } from '../page/console-page';
import { html } from '../../http/pages/html';
import { HOME, NAVIGATION } from '../page/navigation';
import { PAGE_WORDS } from '../page/page.words';

const WORDS = PAGE_WORDS.home_page;

/** The questions that the console answers, each with the page that does. */
@ConsoleController('console')
export class HomeController {
  @Get()
  @ConsoleRoute('The questions, each with its page', 'operator', 'support', 'auditor')
  async show(@CurrentConsole() caller: ConsoleCaller, @Res() reply: FastifyReply): Promise<void> {
    const entries = NAVIGATION.filter(({ roles }) => hasRole(caller, ...roles));
    const content =
      entries.length === 0
        ? html`<p>${WORDS.none}</p>`
        : html`<p class="lead">${WORDS.intro}</p>
            <ul class="questions">
              ${entries.map(
                ({ path, label, question }) =>
                  html`<li>
                    <a href="${path}"><strong>${question}</strong><span>${label}</span></a>
                  </li>`,
              )}
            </ul>`;
    await sendPage(reply, consolePage(caller, { title: WORDS.title, content, current: HOME }));
  }
}
