import { Injectable } from '@nestjs/common';
import type { FlowFigures, FlowListed, FlowSearch, FlowStand } from './flow-figures';
import { FLOW_STEPS } from './flow-steps';
import { FlowRepository } from './flow.repository';

/** A page of journeys; `next`: the journey after which to continue, null at the end. */
export interface FlowPage {
  readonly journeys: readonly FlowListed[];
  readonly next: string | null;
}

/** How journeys go: how many reach each step, how long they wait for it, and where they stand. */
@Injectable()
export class FlowService {
  constructor(private readonly repository: FlowRepository) {}

  /** Journeys that began in the period, as they stand now. */
  async figures(search: FlowSearch): Promise<FlowFigures> {
    const [{ asOf }, stands, waits] = await Promise.all([
      this.repository.progress(),
      this.repository.stands(search),
      this.repository.waits(search),
    ]);
    const steps = FLOW_STEPS.map((step, index) => ({
      step,
      reached: sumOf(stands.filter((stand) => FLOW_STEPS.indexOf(stand.step) >= index)),
      median: null,
      p90: null,
      ...waits.find((wait) => wait.step === step),
    }));
    return { steps, stands, asOf };
  }

  /** The journeys behind a figure: those of the period's stands for which `is` holds, newest first. */
  async list(
    search: FlowSearch,
    is: (stand: FlowStand) => boolean,
    after: string | null,
    most: number,
  ): Promise<FlowPage> {
    const stands = (await this.repository.stands(search)).filter(is);
    const found = stands.length === 0 ? [] : await this.repository.list(search, stands, { after, most: most + 1 });
    const journeys = found.slice(0, most);
    return { journeys, next: found.length > most ? journeys.at(-1)!.journeyId : null };
  }
}

const sumOf = (stands: readonly FlowStand[]): number => stands.reduce((sum, { journeys }) => sum + journeys, 0);
