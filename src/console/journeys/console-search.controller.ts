import { Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessAudit } from '../../audit/access/access-audit';
import { CLOCK, type Clock } from '../../config/clock';
import { actorOf } from '../../operators/act';
import { identifierIn } from '../../subjects/identifiers';
import { type ConsoleCaller, ConsoleRoute, CurrentConsole, hasRole } from '../page/console-access';
import { ConsoleController } from '../page/console-controller';
import { RoleNeeded } from '../page/console-fault.filter';
import { consolePage, goTo, sendPage } from '../page/console-page';
import { reasonIn } from '../page/reason';
import { type ConsoleJourney, ConsoleJourneysService } from './console-journeys.service';
import { foundView, JOURNEYS } from './journeys-view';
import { JOURNEYS_WORDS as WORDS } from './journeys.words';

const FINDS = 'Find journeys by a reference; people by what identifies them, for operator alone';
/** Who may look for people. */
const PEOPLE = ['operator'] as const;
const MAX_TEXT = 200;

/** Posted, so that what is looked for is in no address and no log. */
@ConsoleController('console/journeys/find')
export class ConsoleSearchController {
  constructor(
    private readonly journeys: ConsoleJourneysService,
    private readonly access: AccessAudit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @ConsoleRoute(FINDS, 'operator', 'support')
  async find(
    @CurrentConsole() caller: ConsoleCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const text = (caller.form.get('q') ?? '').trim().slice(0, MAX_TEXT);
    const show = (found: readonly ConsoleJourney[], problem: string | null, status = 200): Promise<void> => {
      const content = foundView(caller, text, found, problem, this.clock.now());
      return sendPage(reply, consolePage(caller, { title: WORDS.title, content, current: JOURNEYS }), status);
    };
    if (identifierIn(text) !== null) {
      this.assertMayFindPeople(caller, request);
      const reason = reasonIn(caller.form);
      if (reason.problem !== null) return show([], WORDS.search.reasonNeeded, 400);
      return show(await this.journeys.byPerson(actorOf(caller, reason.text), text), null);
    }
    const found = await this.journeys.byReference(text);
    if (found?.length === 1) return goTo(reply, `${JOURNEYS}/${found[0]!.found.journeyId}`);
    await show(found ?? [], found ? null : WORDS.search.many);
  }

  private assertMayFindPeople(caller: ConsoleCaller, request: FastifyRequest): void {
    if (hasRole(caller, ...PEOPLE)) return;
    const credential = caller.operatorId;
    this.access.note(request, { action: 'access.refused', actor: 'operator', reason: 'role-missing', credential });
    throw new RoleNeeded(PEOPLE, caller.roles);
  }
}
