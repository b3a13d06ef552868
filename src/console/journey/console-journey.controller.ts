import { Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../audit/audit.service';
import { CLOCK, type Clock } from '../../config/clock';
import { actorOf } from '../../operators/act';
import { ConsoleJourneysService } from '../journeys/console-journeys.service';
import { JOURNEYS } from '../journeys/journeys-view';
import { type ConsoleCaller, ConsoleRoute, CurrentConsole } from '../page/console-access';
import { ConsoleController } from '../page/console-controller';
import { consolePage, goTo, sendPage } from '../page/console-page';
import { formIdIn } from '../page/forms';
import { queried, withParameters } from '../page/parts';
import { reasonIn, refusedAct } from '../page/reason';
import { ConsoleJourneyService } from './console-journey.service';
import { type JourneyView, journeyTitle, journeyView, standingBadge } from './journey-view';
import { type Done, JOURNEY_WORDS } from './journey.words';
import { PICTURE_SHEET } from './picture-part';

/** One journey: where it waits, how it got there, and what can be done for it. */
@ConsoleController('console/journeys/:journey_id')
export class ConsoleJourneyController {
  constructor(
    private readonly journey: ConsoleJourneyService,
    private readonly journeys: ConsoleJourneysService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ConsoleRoute('One journey: where it waits, and every step', 'operator', 'support')
  async get(
    @CurrentConsole() caller: ConsoleCaller,
    @Param('journey_id') journeyId: string,
    @Query() query: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const told = queried(query, 'done');
    const done = Object.hasOwn(JOURNEY_WORDS.done, told) ? (told as Done) : null;
    await this.show(caller, journeyId, reply, { done });
  }

  @Post('ask')
  @HttpCode(303)
  @ConsoleRoute('Ask the vendor now', 'operator')
  async ask(
    @CurrentConsole() caller: ConsoleCaller,
    @Param('journey_id') journeyId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(caller, journeyId, reply, async (actor) =>
      (await this.journey.ask(actor, journeyId)) ? 'changed' : 'asked',
    );
  }

  @Post('link')
  @HttpCode(200)
  @ConsoleRoute('Make a new durable link', 'operator')
  async link(
    @CurrentConsole() caller: ConsoleCaller,
    @Param('journey_id') journeyId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(caller, journeyId, reply, async (actor) => ({
      link: await this.journey.makeLink(actor, journeyId, formIdIn(caller.form)),
    }));
  }

  @Post('revoke')
  @HttpCode(303)
  @ConsoleRoute('Revoke a durable link', 'operator')
  async revoke(
    @CurrentConsole() caller: ConsoleCaller,
    @Param('journey_id') journeyId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(caller, journeyId, reply, async (actor) => {
      await this.journey.revokeLink(actor, journeyId, caller.form.get('link_id') ?? '');
      return 'revoked';
    });
  }

  @Post('redeliver')
  @HttpCode(303)
  @ConsoleRoute('Send an event again', 'operator')
  async redeliver(
    @CurrentConsole() caller: ConsoleCaller,
    @Param('journey_id') journeyId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(caller, journeyId, reply, async (actor) => {
      await this.journey.redeliver(actor, journeyId, caller.form.get('event_id') ?? '');
      return 'sent';
    });
  }

  @Post('reveal')
  @HttpCode(200)
  @ConsoleRoute('See the personal data of a journey', 'operator')
  async reveal(
    @CurrentConsole() caller: ConsoleCaller,
    @Param('journey_id') journeyId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(caller, journeyId, reply, async (actor) => ({
      personal: await this.journey.reveal(actor, journeyId),
    }));
  }

  /**
   * Without a reason nothing is done. What refuses the act is told on the page of the journey. What an act brings is
   * shown once; otherwise the browser is sent on.
   */
  private async act(
    caller: ConsoleCaller,
    journeyId: string,
    reply: FastifyReply,
    carryOut: (actor: Actor) => Promise<Done | Pick<JourneyView, 'link' | 'personal'>>,
  ): Promise<void> {
    const { text, problem } = reasonIn(caller.form);
    if (problem !== null) return this.show(caller, journeyId, reply, { problem }, 400);
    let result;
    try {
      result = await carryOut(actorOf(caller, text));
    } catch (error) {
      const { detail, status } = refusedAct(error);
      return this.show(caller, journeyId, reply, { refused: detail }, status);
    }
    if (typeof result !== 'string') return this.show(caller, journeyId, reply, result);
    await goTo(reply, withParameters(`${JOURNEYS}/${encodeURIComponent(journeyId)}`, { done: result }));
  }

  private async show(
    caller: ConsoleCaller,
    journeyId: string,
    reply: FastifyReply,
    more: Pick<JourneyView, 'done' | 'problem' | 'refused' | 'link' | 'personal'>,
    status = 200,
  ): Promise<void> {
    const shown = await this.journey.show(journeyId);
    const vendor = this.journeys.vendorOf(shown.one.kind);
    const content = journeyView({ caller, shown, vendor, now: this.clock.now(), ...more });
    const view = {
      title: journeyTitle(shown),
      content,
      current: JOURNEYS,
      aside: standingBadge(shown),
      styles: [PICTURE_SHEET],
    };
    await sendPage(reply, consolePage(caller, view), status);
  }
}
