import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { Committer } from '../database/committer';
import { DatabaseStart } from '../database/probes/database-start';
import { SCOPES } from '../http/request/caller';
import { ConsumersRepository } from './consumers.repository';

/** A letter on a square, as PNG. */
const LOGO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAGAAAABgBAMAAAAQtmoLAAAAMFBMVEUfb1wueWc9gnJMjH1blYdqn5J5qZ2IsqiWvLOlxb60' +
    'z8nD2dTS4t7h7Onw9fT////G4fRSAAAA80lEQVR42u3WMQ4BURDG8RGFQkHhANuqOIIDKPYICoVE4RAO4Ag4gVbrBFqJShRa' +
    'hQRZjH27VCv2/SNCMV+1meSX7L59b+aJWCwWy39Hn1nPuwzEiYYQqK6aEGgUQqDXFgQaBRDojgKdUnAJINAtBbdqHtgnj7Xe' +
    '8iEWfkCk0E/B2ReI1FMRegNpJ4WNP5CxK5wAKOWsUwbIyFU6AJRdZQJAMVPJATKLKwcCBnHlSEDj7bq+AJWvA/xK+KPpsuIf' +
    'h7cG3Xx4e9MDRI8obAKwzYBGhlvlh80Yt3s6UOjIokORjl062OHVgV1OfK8/FovF8uvcAao0pp9mZAfXAAAAAElFTkSuQmCC',
  'base64',
);

/** The credentials of the first consumer of sandbox mode. They are public, and refused anywhere else. */
export const DEMO_CREDENTIALS = {
  clientId: 'demo-consumer',
  secret: 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
  organisationId: 'demo-org',
  applicationId: 'demo-app',
} as const;

const SEEDS = [
  {
    ...DEMO_CREDENTIALS,
    displayName: 'Demo Company',
    contact: 'help@demo-company.example',
    logo: LOGO,
  },
  {
    clientId: 'other-consumer',
    secret: 'b3RoZXItY29uc3VtZXItc2VjcmV0LTAwMDAwMDAwMDA',
    organisationId: 'other-org',
    applicationId: 'other-app',
    displayName: 'Other Company',
    contact: 'https://other-company.example/help',
    logo: null,
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
