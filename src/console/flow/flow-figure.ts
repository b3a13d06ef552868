import { isDropped, type FlowStand } from '../../journeys/flow/flow-figures';
import { FLOW_STEPS, type FlowStanding, type FlowStep } from '../../journeys/flow/flow-steps';
import { STUCK_AT_MEANINGS, type StuckAt } from '../../journeys/stuck-at';

export const FIGURE_KINDS = ['reached', 'dropped', 'under-way', 'standing'] as const;

/** For what journeys can be counted by where they stand. */
export const FLOW_STANDINGS: readonly FlowStanding[] = ['DONE', ...(Object.keys(STUCK_AT_MEANINGS) as StuckAt[])];

/** A number of the page: which journeys it counts. */
export interface FlowFigure {
  readonly kind: (typeof FIGURE_KINDS)[number];
  /** `reached`: this step or a later one. Otherwise: it is the last one; null: any. */
  readonly step: FlowStep | null;
  /** For `standing`. */
  readonly standing: string | null;
}

/** Whether the journeys of a stand are among those that the figure counts. */
export function standsCountedBy({ kind, step, standing }: FlowFigure): (stand: FlowStand) => boolean {
  const isLast = (stand: FlowStand): boolean => step === null || stand.step === step;
  switch (kind) {
    case 'reached':
      return (stand) => step === null || FLOW_STEPS.indexOf(stand.step) >= FLOW_STEPS.indexOf(step);
    case 'dropped':
      return (stand) => isLast(stand) && isDropped(stand);
    case 'under-way':
      return (stand) => isLast(stand) && stand.step !== 'APPROVED' && !isDropped(stand);
    case 'standing':
      return (stand) => isLast(stand) && stand.standing === standing;
  }
}
