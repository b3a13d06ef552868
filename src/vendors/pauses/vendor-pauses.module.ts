import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VendorPause } from './vendor-pause.entity';
import { VendorPausesRepository } from './vendor-pauses.repository';
import { VendorPausesService } from './vendor-pauses.service';

@Module({
  imports: [TypeOrmModule.forFeature([VendorPause])],
  providers: [VendorPausesRepository, VendorPausesService],
  exports: [VendorPausesService],
})
export class VendorPausesModule {}
