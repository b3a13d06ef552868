import { Pool as Connections } from 'undici';

/** Concurrent browsers for each link. */
export const BROWSERS = 16;

/**
 * Sends every request of a link at once, each on its own kept connection. Returns how many succeeded (303), link by
 * link.
 */
export async function race(
  origin: string,
  paths: readonly string[],
): Promise<{ winners: number[]; statuses: Map<number, number> }> {
  const connections = new Connections(origin, { connections: BROWSERS, pipelining: 1 });
  const statuses = new Map<number, number>();
  const winners: number[] = [];
  try {
    for (const path of paths) {
      const answers = await Promise.all(
        Array.from({ length: BROWSERS }, async () => {
          const { statusCode, body } = await connections.request({ method: 'GET', path });
          await body.dump();
          return statusCode;
        }),
      );
      for (const status of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      winners.push(answers.filter((status) => status === 303).length);
    }
  } finally {
    await connections.destroy();
  }
  return { winners, statuses };
}
