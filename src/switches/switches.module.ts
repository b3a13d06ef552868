import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { KillSwitch } from './kill-switch.entity';
import { KillSwitches } from './kill-switches';
import { KillSwitchesRepository } from './kill-switches.repository';

/** What operators can stop at once, on all replicas. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([KillSwitch])],
  providers: [KillSwitches, KillSwitchesRepository],
  exports: [KillSwitches],
})
export class SwitchesModule {}
