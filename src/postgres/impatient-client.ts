import { Client } from 'pg';

type Query = (...parameters: unknown[]) => unknown;

/** Closes its connection with the first query not answered in time: the next user would wait behind the lost query. */
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
