import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { Committer } from '../database/committer';
import { DatabaseStart } from '../database/probes/database-start';
import { SCOPES } from '../http/request/caller';
import { ConsumersRepository } from './consumers.repository';

const SEEDS = [
  {
    clientId: 'demo-consumer',
    secret: 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
    organisationId: 'demo-org',
    applicationId: 'demo-app',
  },
  {
    clientId: 'other-consumer',
    secret: 'b3RoZXItY29uc3VtZXItc2VjcmV0LTAwMDAwMDAwMDA',
    organisationId: 'other-org',
    applicationId: 'other-app',
  },
] as const;

/** In sandbox mode two consumers exist from the start. Their secrets are public, so production mode refuses them. */
@Injectable()
export class SandboxConsumers implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly repository: ConsumersRepository,
    private readonly committer: Committer,
    private readonly start: DatabaseStart,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.sandboxUrl) return;
    const redirectOrigins = [
      ...new Set(['https://app.example.com', 'http://localhost:4000', new URL(this.config.sandboxUrl).origin]),
    ];
    const rest = {
      scopes: SCOPES,
      redirectOrigins,
      productIds: ['LOAN01', 'WEALTH01', 'EQUITY01', 'CLOSED01'],
      isSeeded: true,
    };
    await this.start.run(() =>
      Promise.all(SEEDS.map((seed) => this.committer.commit(this.repository.register({ ...seed, ...rest })))),
    );
  }
}
