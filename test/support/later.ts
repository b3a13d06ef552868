import { type Clock, CLOCK } from '../../src/config/clock';
import type { RunningGateway } from './gateway';

/**
 * Runs the work while the gateway's clock is so many seconds ahead. Vendors' clocks are not: no signed calls in here.
 */
export async function later<T>({ app }: RunningGateway, seconds: number, work: () => Promise<T>): Promise<T> {
  const clock = app.get<{ now: Clock['now'] }>(CLOCK);
  const now = clock.now.bind(clock);
  clock.now = () => new Date(now().getTime() + seconds * 1000);
  try {
    return await work();
  } finally {
    clock.now = now;
  }
}
