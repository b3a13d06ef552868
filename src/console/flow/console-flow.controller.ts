import { Get, Inject, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CLOCK, type Clock } from '../../config/clock';
import { FLOW_STEPS } from '../../journeys/flow/flow-steps';
import { type ConsoleCaller, ConsoleRoute, CurrentConsole } from '../page/console-access';
import { ConsoleController } from '../page/console-controller';
import { consolePage, sendPage } from '../page/console-page';
import { afterIn, choiceIn } from '../page/fields';
import { ConsoleFlowService } from './console-flow.service';
import { flowChoiceOf } from './flow-choice';
import { FIGURE_KINDS, FLOW_STANDINGS } from './flow-figure';
import { flowListTitle, flowListView } from './flow-list-view';
import { FLOW, flowView } from './flow-view';
import { FLOW_WORDS as WORDS } from './flow.words';

type FlowQuery = Readonly<Record<string, unknown>>;

/** How many journeys reach each step, how long they wait for it, and where they drop out. */
@ConsoleController('console/flow')
export class ConsoleFlowController {
  constructor(
    private readonly flow: ConsoleFlowService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ConsoleRoute('See how many journeys reach each step, and how long they wait', 'operator', 'support', 'auditor')
  async show(
    @CurrentConsole() caller: ConsoleCaller,
    @Query() query: FlowQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const choice = flowChoiceOf(query, this.clock.now());
    const { figures, clientIds } = await this.flow.figures(choice);
    const content = flowView({ choice, figures, clientIds, now: this.clock.now() });
    await sendPage(reply, consolePage(caller, { title: WORDS.title, content, current: FLOW }));
  }

  @Get('journeys')
  @ConsoleRoute('List the journeys that a number of the flow counts', 'operator', 'support', 'auditor')
  async list(
    @CurrentConsole() caller: ConsoleCaller,
    @Query() query: FlowQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const choice = flowChoiceOf(query, this.clock.now());
    const figure = {
      kind: choiceIn(query, 'figure', FIGURE_KINDS) ?? 'reached',
      step: choiceIn(query, 'step', FLOW_STEPS),
      standing: choiceIn(query, 'standing', FLOW_STANDINGS),
    };
    const after = afterIn(query);
    const page = await this.flow.list(choice, figure, after);
    const content = flowListView({ caller, choice, figure, page, isFirst: after === null });
    const title = flowListTitle(choice, figure);
    await sendPage(reply, consolePage(caller, { title, content, current: FLOW }));
  }
}
