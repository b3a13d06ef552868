import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConsumersRepository, type NewConsumer } from '../../src/consumers/consumers.repository';
import { Committer } from '../../src/database/committer';

const SECRET = Buffer.alloc(32, 1).toString('base64url');

/** Registers a consumer with these scopes only; returns its Authorization header, and the four headers. */
export async function registeredConsumer(
  { app }: { readonly app: NestFastifyApplication },
  clientId: string,
  scopes: readonly string[],
  rest: Partial<NewConsumer> = {},
): Promise<{ bearer: string; headers: Record<string, string> }> {
  const consumer = {
    clientId,
    secret: SECRET,
    organisationId: 'o',
    applicationId: 'a',
    scopes: [...scopes],
    redirectOrigins: [],
    productIds: [],
    isSeeded: false,
    ...rest,
  };
  await app.get(Committer).commit(app.get(ConsumersRepository, { strict: false }).register(consumer));
  return {
    bearer: `Bearer ${clientId}.${SECRET}`,
    headers: { client_id: clientId, client_secret: SECRET, organisationId: 'o', appIdentifier: 'a' },
  };
}
