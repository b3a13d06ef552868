import { Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Fault } from '../../errors';
import { assetNamed } from './assets';
import { OpenConsoleRoute } from '../page/console-access';
import { ConsoleController } from '../page/console-controller';

/** The style sheet and the scripts of the pages: the same for everybody, so without a session. */
@ConsoleController('console/assets')
export class AssetsController {
  @Get(':file')
  @OpenConsoleRoute('A style sheet or a script')
  async get(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const asset = assetNamed(file);
    if (!asset) throw new Fault('not-found');
    await reply.header('Content-Type', asset.type).header('Cache-Control', 'private, max-age=86400').send(asset.bytes);
  }
}
