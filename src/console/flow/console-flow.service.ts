import { Injectable } from '@nestjs/common';
import type { FlowFigures } from '../../journeys/flow/flow-figures';
import { type FlowPage, FlowService } from '../../journeys/flow/flow.service';
import { OperatorConsumersService } from '../../operators/consumers/operator-consumers.service';
import type { FlowChoice } from './flow-choice';
import { standsCountedBy, type FlowFigure } from './flow-figure';

/** Journeys in a page of the list. */
const MAX_LISTED = 50;
/** Of no consumer. */
const NONE = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The figures of the flow by the names of consumers. */
@Injectable()
export class ConsoleFlowService {
  constructor(
    private readonly flow: FlowService,
    private readonly consumers: OperatorConsumersService,
  ) {}

  /** The figures, and the client_ids for the filter. */
  async figures(choice: FlowChoice): Promise<{ readonly figures: FlowFigures; readonly clientIds: readonly string[] }> {
    const ids = await this.ids();
    return { figures: await this.flow.figures(this.search(choice, ids)), clientIds: [...ids.keys()].toSorted() };
  }

  /** The journeys that a figure standsCountedBy, newest first. */
  async list(choice: FlowChoice, figure: FlowFigure, after: string | null): Promise<FlowPage> {
    return this.flow.list(this.search(choice, await this.ids()), standsCountedBy(figure), after, MAX_LISTED);
  }

  private search({ consumer, journey, from, to }: FlowChoice, ids: ReadonlyMap<string, string>) {
    return { journey, from, to, consumerId: consumer === null ? null : (ids.get(consumer) ?? NONE) };
  }

  private async ids(): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.consumers.list()).map(({ consumerId, clientId }) => [clientId, consumerId]));
  }
}
