import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { KEY_SOURCE, type KeySource } from '../config/key-source';
import { NoteSigner, vkeyOf } from './checkpoint/signed-note';

/** The vkeys of the keys that this replica holds: the one that signs first, as it is configured. */
@Injectable()
export class VerifierKeys {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'audit'>,
    @Inject(KEY_SOURCE) private readonly source: KeySource,
  ) {}

  async all(): Promise<string[]> {
    const { origin } = this.config.audit;
    return (await this.source.auditKeys()).map((seed) => vkeyOf(new NoteSigner(origin, seed).key));
  }
}
