import type { JourneyName } from '../../journey-registry/journey-facts';
import { standingAt } from '../journey-standing';
import type { FlowStanding, FlowStep } from './flow-steps';

/** Days (UTC), both inclusive, as `2026-01-15`. */
export interface FlowPeriod {
  readonly from: string;
  readonly to: string;
}

/** Which journeys are counted: by when they began. */
export interface FlowSearch extends FlowPeriod {
  readonly journey: JourneyName;
  /** Null: those of all consumers. */
  readonly consumerId: string | null;
}

/** One step of the funnel. Waiting times are in seconds as shown, by nearest rank; null: no journey has reached it. */
export interface FlowStepFigures {
  readonly step: FlowStep;
  readonly reached: number;
  readonly median: number | null;
  readonly p90: number | null;
}

/** Journeys whose last step this is, and which stand there for one reason. */
export interface FlowStand {
  readonly step: FlowStep;
  readonly standing: FlowStanding;
  readonly journeys: number;
}

export interface FlowFigures {
  readonly steps: readonly FlowStepFigures[];
  readonly stands: readonly FlowStand[];
  /** Until when what happened is counted; null: nothing was counted yet. */
  readonly asOf: Date | null;
}

/** A journey of a list that a figure leads to. */
export interface FlowListed {
  readonly journeyId: string;
  readonly step: FlowStep;
  readonly standing: FlowStanding;
  readonly waits: readonly number[];
}

/** It has ended otherwise, or is stuck. What was approved has not dropped out, whatever became of it later. */
export const isDropped = ({ step, standing }: Pick<FlowStand, 'step' | 'standing'>): boolean =>
  step !== 'APPROVED' && standing !== 'DONE' && standingAt(standing) !== 'under-way';
