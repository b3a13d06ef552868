import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { CheckpointFile } from './checkpoint/checkpoint-file';
import { CHECKPOINT_SINK } from './checkpoint/checkpoint-sink';
import { AuditCheckpoint } from './audit-checkpoint.entity';
import { AuditKeyHandover } from './audit-key-handover.entity';
import { LogRepository } from './log.repository';
import { ProofsService } from './proofs.service';
import { Sequencer } from './sequencer/sequencer';
import { SequencerLag } from './sequencer/sequencer-lag';
import { VerifierKeys } from './verifier-keys';

/** The transparency log under the audit entries: their order, the Merkle tree, checkpoints, proofs. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([AuditCheckpoint, AuditKeyHandover])],
  providers: [
    LogRepository,
    ProofsService,
    Sequencer,
    SequencerLag,
    VerifierKeys,
    {
      provide: CHECKPOINT_SINK,
      inject: [CONFIG],
      useFactory: ({ audit }: Config) => (audit.checkpointFile ? new CheckpointFile(audit.checkpointFile) : null),
    },
  ],
  exports: [ProofsService, SequencerLag, VerifierKeys],
})
export class TlogModule {}
