import { Get, Inject, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CLOCK, type Clock } from '../../config/clock';
import { STANDINGS } from '../../journeys/journey-standing';
import { type ConsoleCaller, ConsoleRoute, CurrentConsole } from '../page/console-access';
import { ConsoleController } from '../page/console-controller';
import { consolePage, sendPage } from '../page/console-page';
import { afterIn, choiceIn } from '../page/fields';
import { queried } from '../page/parts';
import { ConsoleJourneysService } from './console-journeys.service';
import { VENDOR_STATES } from './journey-states';
import { JOURNEYS, journeysView } from './journeys-view';
import { JOURNEYS_WORDS as WORDS } from './journeys.words';

const REFRESH_SECONDS = 10;

/** The journeys of every consumer: those that are stuck first. */
@ConsoleController('console/journeys')
export class ConsoleJourneysController {
  constructor(
    private readonly journeys: ConsoleJourneysService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ConsoleRoute('List journeys, those that are stuck first', 'operator', 'support')
  async list(
    @CurrentConsole() caller: ConsoleCaller,
    @Query() query: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const given = (name: string): string | null => queried(query, name) || null;
    const after = afterIn(query);
    const refreshes = given('refresh') !== null;
    const filter = {
      consumer: given('consumer'),
      kind: choiceIn(query, 'kind', this.journeys.kinds),
      state: given('state'),
      standing: choiceIn(query, 'standing', STANDINGS),
    };
    const page = await this.journeys.page(filter, after);
    const choices = { consumers: await this.journeys.clientIds(), kinds: this.journeys.kinds, states: VENDOR_STATES };
    const content = journeysView({ caller, page, filter, choices, after, refreshes, now: this.clock.now() });
    const refreshSeconds = refreshes ? REFRESH_SECONDS : null;
    await sendPage(reply, consolePage(caller, { title: WORDS.title, content, current: JOURNEYS, refreshSeconds }));
  }
}
