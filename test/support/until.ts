import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is good, and gives it. Throws what it was last when that takes too long. */
export async function until<T>(ask: () => Promise<T>, isGood: (answer: T) => boolean, mostMs = 20_000): Promise<T> {
  const end = performance.now() + mostMs;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(answer)} after ${mostMs} ms`);
    await pause(15);
  }
}
