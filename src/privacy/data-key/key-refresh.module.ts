import { Global, Module } from '@nestjs/common';
import { DataKeyRefresh } from './data-key-refresh';

/** What a replica does about its data keys while it runs; command-line programs do without. */
@Global()
@Module({ providers: [DataKeyRefresh], exports: [DataKeyRefresh] })
export class KeyRefreshModule {}
