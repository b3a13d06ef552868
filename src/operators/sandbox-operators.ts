import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { Committer } from '../database/committer';
import { DatabaseStart } from '../database/probes/database-start';
import { hashOf } from '../privacy/one-time-token';
import type { Role } from '../http/request/operator';
import { OperatorsRepository } from './operators.repository';

/** One operator for each role, from the start in sandbox mode. The secrets are public, and refused anywhere else. */
export const DEMO_OPERATORS: readonly { operatorId: string; secret: string; roles: Role[] }[] = [
  { operatorId: 'demo-operator', secret: 'ZGVtby1vcGVyYXRvci1zZWNyZXQtMDAwMDAwMDAwMDA', roles: ['operator'] },
  { operatorId: 'demo-support', secret: 'ZGVtby1zdXBwb3J0LXNlY3JldC0wMDAwMDAwMDAwMDA', roles: ['support'] },
  { operatorId: 'demo-auditor', secret: 'ZGVtby1hdWRpdG9yLXNlY3JldC0wMDAwMDAwMDAwMDA', roles: ['auditor'] },
];

@Injectable()
export class SandboxOperators implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly repository: OperatorsRepository,
    private readonly committer: Committer,
    private readonly start: DatabaseStart,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.sandboxUrl) return;
    await this.start.run(() =>
      Promise.all(
        DEMO_OPERATORS.map(({ secret, ...rest }) =>
          this.committer.commit(this.repository.register({ ...rest, secretHash: hashOf(secret), isSeeded: true })),
        ),
      ),
    );
  }
}
