import { Module } from '@nestjs/common';
import { ReturnsService } from './returns.service';

/** A browser's return from a vendor, for each journey. */
@Module({ providers: [ReturnsService], exports: [ReturnsService] })
export class ReturnsModule {}
