import { removedAfter, type TableLife, kept } from '../../retention/table-life';
import { FLOW_DAYS } from './flow-rounds';

const LIFE = `${FLOW_DAYS} days after the journey began`;
/** No journey of that day is counted any more, and none is removed before its figures are. */
const DAYS = FLOW_DAYS + 1;

/** A journey's row goes without its figures being changed: they go with their day. */
export const flowLives: readonly TableLife[] = [
  removedAfter(DAYS, LIFE, { table: 'flow_journeys', key: ['journey_id'], orderedBy: 'journey_id', type: 'uuid' }),
  removedAfter(DAYS, LIFE, {
    table: 'flow_counts',
    key: ['day', 'journey', 'consumer_id', 'step', 'standing'],
    orderedBy: 'day',
    type: 'date',
  }),
  removedAfter(DAYS, LIFE, {
    table: 'flow_waits',
    key: ['journey', 'consumer_id', 'day', 'step', 'seconds'],
    orderedBy: 'day',
    type: 'date',
  }),
  kept('flow_progress', 'for ever: one row, overwritten in place'),
];
