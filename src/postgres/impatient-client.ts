import { Client } from 'pg';

type Query = (...parameters: unknown[]) => unknown;

/**
 * Closes its connection with the first query that is not answered in time. Such a connection has gone silent; back in
 * the pool, its next user would wait behind the lost query until the operating system notices.
 */
export class ImpatientClient extends Client {
  override query = ((...parameters: unknown[]): unknown => {
    const answer = (super.query as Query)(...parameters);
    if (answer instanceof Promise) answer.catch((error: unknown) => this.leaveIfSilent(error));
    return answer;
  }) as Client['query'];

  private leaveIfSilent(error: unknown): void {
    if (error instanceof Error && error.message === 'Query read timeout') this.end().catch(() => undefined);
  }
}
