import { Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Fault } from '../../errors';
import { actorOf } from '../../operators/act';
import { RedeliveryService } from '../../operators/journeys/redelivery.service';
import { type ConsoleCaller, ConsoleRoute, CurrentConsole } from '../page/console-access';
import { ConsoleController } from '../page/console-controller';
import { consolePage, type ConsoleView, goTo, sendPage } from '../page/console-page';
import { live, queried, withParameters } from '../page/parts';
import { reasonIn, refusedAct } from '../page/reason';
import { EXCEPTION_KINDS } from './exception-kinds';
import { deadDeliveriesView, exceptionsView, openEffectsView, type Redelivered } from './health-lists-view';
import { HealthPageService } from './health-page.service';
import { healthView } from './health-view';
import { HEALTH_WORDS as WORDS } from './health.words';
import { DEAD_DELIVERIES, HEALTH } from './paths';
import { VendorHealthService } from './vendor-health.service';

/** Lines of a list, and seconds between two refreshes of the figures. */
const LINES = 100;
const LIVE_SECONDS = 5;

/** Vendors, deliveries, queues, the audit log, and what went wrong of late. Nothing on these pages is personal. */
@ConsoleController('console/health')
export class HealthPageController {
  constructor(
    private readonly health: HealthPageService,
    private readonly vendors: VendorHealthService,
    private readonly redeliveries: RedeliveryService,
  ) {}

  private readonly nameOf = (vendor: string, account: string): string => this.vendors.nameOf(vendor, account);

  @Get()
  @ConsoleRoute('Vendors, queues, deliveries, the audit log, and exceptions', 'operator', 'support', 'auditor')
  async show(@CurrentConsole() caller: ConsoleCaller, @Res() reply: FastifyReply): Promise<void> {
    const [report, vendors] = await Promise.all([this.health.read(), this.vendors.read()]);
    const seen = { ...report, vendors, areLinksStopped: this.vendors.areLinksStopped };
    await this.send(reply, caller, WORDS.title, live('health', LIVE_SECONDS, healthView(seen, this.nameOf)));
  }

  @Get('exceptions/:kind')
  @ConsoleRoute('The exceptions of one kind, of the last 24 hours', 'operator', 'support', 'auditor')
  async exceptions(
    @CurrentConsole() caller: ConsoleCaller,
    @Param('kind') wanted: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const kind = EXCEPTION_KINDS.find((one) => one === wanted);
    if (!kind) throw new Fault('not-found', { detail: 'There is no such kind of exceptions.' });
    const found = await this.health.listExceptions(kind, LINES);
    await this.send(
      reply,
      caller,
      WORDS.exceptions.kinds[kind].title,
      exceptionsView(caller, kind, found, { most: LINES, nameOf: this.nameOf }),
    );
  }

  @Get('effects')
  @ConsoleRoute('Calls to vendors that are not settled', 'operator', 'support', 'auditor')
  async effects(@CurrentConsole() caller: ConsoleCaller, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.health.openEffects(LINES);
    await this.send(reply, caller, WORDS.effects.title, openEffectsView(found, LINES, this.nameOf));
  }

  @Get('deliveries')
  @ConsoleRoute('Deliveries that were given up', 'operator', 'support', 'auditor')
  async deliveries(
    @CurrentConsole() caller: ConsoleCaller,
    @Query() query: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [event, count] = [queried(query, 'sent'), queried(query, 'to')];
    await this.showDeliveries(reply, caller, { sent: event === '' ? null : { event, count } });
  }

  @Post('deliveries/:event_id/redeliver')
  @HttpCode(303)
  @ConsoleRoute('Send an event again', 'operator')
  async redeliver(
    @CurrentConsole() caller: ConsoleCaller,
    @Param('event_id') eventId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { text, problem } = reasonIn(caller.form);
    if (problem !== null) return this.showDeliveries(reply, caller, { problem }, 400);
    let count;
    try {
      count = await this.redeliveries.redeliver(actorOf(caller, text), eventId);
    } catch (error) {
      const { detail, status } = refusedAct(error);
      return this.showDeliveries(reply, caller, { refused: detail }, status);
    }
    await goTo(reply, withParameters(DEAD_DELIVERIES, { sent: eventId, to: String(count) }));
  }

  private async showDeliveries(
    reply: FastifyReply,
    caller: ConsoleCaller,
    told: Redelivered,
    status = 200,
  ): Promise<void> {
    const found = await this.health.deadDeliveries(LINES);
    await this.send(reply, caller, WORDS.deliveries.title, deadDeliveriesView(caller, found, LINES, told), status);
  }

  private async send(
    reply: FastifyReply,
    caller: ConsoleCaller,
    title: string,
    content: ConsoleView['content'],
    status = 200,
  ): Promise<void> {
    await sendPage(reply, consolePage(caller, { title, content, current: HEALTH }), status);
  }
}
