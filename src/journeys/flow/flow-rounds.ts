import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { PeriodicTask } from '../../database/work/periodic-task';
import { causeOf } from '../../errors';
import type { FoundJourney, Journey } from '../../journey-registry/journey';
import { JourneyRegistry } from '../../journey-registry/journey-registry';
import { stopLeading, tryToLead } from '../../postgres/leader-lock';
import { FactsService } from '../facts.service';
import { dayOfId, type FlowJourney, flowOf } from './flow-steps';
import { FlowRepository } from './flow.repository';

const PAUSE_MS = 2_000;
/** Entries of the audit log that are read at once, and journeys that are judged at once. */
const MAX_ENTRIES = 1_000;
const MAX_JOURNEYS = 250;
/** Days after which a journey is not counted any more, and its row is removed. */
export const FLOW_DAYS = 92;
const MS_PER_DAY = 86_400_000;

/**
 * Keeps the figures of the flow: reads which journeys the audit log has news of, in the log's order, and judges each of
 * them anew from all that is known of it. A journey can be judged any number of times, so a round that is interrupted
 * is repeated; that the figures change once is decided by the statement. One replica works at a time.
 */
@Injectable()
export class FlowRounds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(FlowRounds.name);
  private readonly rounds = new PeriodicTask(
    () => this.round(),
    PAUSE_MS,
    (error) =>
      this.logger.warn({ msg: 'the figures of the flow could not be brought up to date', cause: causeOf(error) }),
  );
  private isStopping = false;

  constructor(
    private readonly repository: FlowRepository,
    private readonly journeys: JourneyRegistry,
    private readonly facts: FactsService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Where there is no console, the figures are of no use; they are brought up to date once there is one. */
  onApplicationBootstrap(): void {
    if (this.config.console) this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.rounds.stop();
  }

  /** Counts what has happened until now, unless another replica is doing so. */
  async round(): Promise<void> {
    const client = await this.repository.connect();
    let broken: Error | undefined;
    try {
      if (!(await tryToLead(client, 'flow'))) return;
      while (!this.isStopping && !(await this.readOn()));
      while (!this.isStopping && !(await this.judgeDue()));
      await stopLeading(client, 'flow');
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Counts the next entries of the log. True when there are no more. */
  private async readOn(): Promise<boolean> {
    const progress = await this.repository.progress();
    const { ids, erased, nextLeaf, isEnd, asOf } = await this.repository.named(progress, MAX_ENTRIES);
    if (nextLeaf === progress.nextLeaf) return true;
    const oldest = new Date(this.clock.now().getTime() - FLOW_DAYS * MS_PER_DAY).toISOString().slice(0, 10);
    const found = await Promise.all(
      this.journeys.all.map(async (journey) =>
        (await journey.findAll(ids, erased)).map((one) => ({ journey, found: one })),
      ),
    );
    const counted = found.flat().filter((one) => dayOfId(one.found.journeyId) > oldest);
    const isRecorded = await this.repository.record(progress, { nextLeaf, asOf }, await this.judge(counted));
    return isRecorded && isEnd;
  }

  /** Judges journeys whose standing changes with time. True when there are no more. */
  private async judgeDue(): Promise<boolean> {
    const progress = await this.repository.progress();
    const due = await this.repository.due(this.clock.now(), MAX_JOURNEYS);
    if (due.length === 0) return true;
    const found = await Promise.all(
      this.journeys.all.map(async (journey) => {
        const ids = due.filter((one) => one.journey === journey.name).map(({ journeyId }) => journeyId);
        return ids.length === 0 ? [] : (await journey.findAll(ids, [])).map((one) => ({ journey, found: one }));
      }),
    );
    await this.repository.record(progress, progress, await this.judge(found.flat()));
    return due.length < MAX_JOURNEYS;
  }

  private async judge(all: readonly { journey: Journey; found: FoundJourney }[]): Promise<FlowJourney[]> {
    const judged: FlowJourney[] = [];
    for (let at = 0; at < all.length; at += MAX_JOURNEYS)
      judged.push(
        ...(await Promise.all(
          all.slice(at, at + MAX_JOURNEYS).map(async ({ journey, found }) => {
            const { steps, facts } = await this.facts.of(journey.name, found);
            return flowOf(journey, found, facts, steps);
          }),
        )),
      );
    return judged;
  }
}
