import { Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessAudit } from '../../audit/access/access-audit';
import { CLOCK, type Clock } from '../../config/clock';
import { actorOf } from '../../operators/act';
import { identifierIn } from '../../subjects/identifiers';
import { type ConsoleCaller, ConsoleRoute, CurrentConsole, hasRole } from '../page/console-access';
import { ConsoleController } from '../page/console-controller';
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
    const named = await this.journeys.byReference(text);
    const isPerson = identifierIn(text) !== null;
    if (!isPerson && named?.length === 1) return goTo(reply, `${JOURNEYS}/${named[0]!.found.journeyId}`);
    const ofReference = { journeys: named ?? [], problem: named ? null : WORDS.search.many, status: 200 };
    const { journeys, problem, status } = isPerson ? await this.orPerson(caller, request, text, named) : ofReference;
    const content = foundView(caller, text, journeys, problem, this.clock.now());
    await sendPage(reply, consolePage(caller, { title: WORDS.title, content, current: JOURNEYS }), status);
  }

  /** A consumer's own reference may look like what identifies a person: an accountID may have ten digits. */
  private async orPerson(
    caller: ConsoleCaller,
    request: FastifyRequest,
    text: string,
    named: readonly ConsoleJourney[] | null,
  ): Promise<{
    readonly journeys: readonly ConsoleJourney[];
    readonly problem: string | null;
    readonly status: number;
  }> {
    const journeys = named ?? [];
    const isFound = journeys.length > 0;
    if (!hasRole(caller, ...PEOPLE)) {
      if (!isFound) this.noteRefusal(caller, request);
      return { journeys, problem: WORDS.search.notYours, status: isFound ? 200 : 403 };
    }
    const reason = reasonIn(caller.form);
    if (reason.problem !== null)
      return { journeys, problem: WORDS.search.reasonNeeded, status: isFound && reason.text === '' ? 200 : 400 };
    const ofPerson = await this.journeys.byPerson(actorOf(caller, reason.text), text);
    const others = ofPerson.filter(({ found }) => journeys.every((one) => one.found.journeyId !== found.journeyId));
    return { journeys: [...journeys, ...others], problem: named ? null : WORDS.search.many, status: 200 };
  }

  private noteRefusal(caller: ConsoleCaller, request: FastifyRequest): void {
    const credential = caller.operatorId;
    this.access.note(request, { action: 'access.refused', actor: 'operator', reason: 'role-missing', credential });
  }
}
