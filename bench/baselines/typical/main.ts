// (d): the job as a team usually writes it with Nest: the Express adapter, class-validator, TypeORM's save(), axios.
import 'reflect-metadata';
import {
  Body,
  type CanActivate,
  ClassSerializerInterceptor,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  Headers,
  Injectable,
  Module,
  Post,
  Req,
  UnauthorizedException,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { HttpModule } from '@nestjs/axios';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { NestFactory, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import type { Request } from 'express';
import helmet from 'helmet';
import { Repository } from 'typeorm';
import { AuditEvent, Consumer, OnboardingGrant } from './entities.js';
import { CreateGrantDto, type GrantDto } from './grant.dto.js';
import { AuditService, GrantsService } from './grants.service.js';
import { OneMoneyService, sha256 } from './one-money.service.js';

const SCOPE = 'onboarding:write';
type Authenticated = Request & { consumer: Consumer };

@Injectable()
export class ConsumerGuard implements CanActivate {
  constructor(@InjectRepository(Consumer) private readonly consumers: Repository<Consumer>) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Authenticated>();
    const [, clientId, secret] = /^Bearer ([\w-]+)\.([\w-]+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (!clientId || !secret) throw new UnauthorizedException();
    const consumer = await this.consumers.findOne({ where: { clientId, isEnabled: true } });
    if (consumer?.secretHash !== sha256(secret)) throw new UnauthorizedException();
    if (!consumer.scopes.includes(SCOPE)) throw new ForbiddenException();
    request.consumer = consumer;
    return true;
  }
}

@Controller()
export class GrantsController {
  constructor(private readonly grants: GrantsService) {}

  @Get('healthz')
  health(): object {
    return { status: 'ok' };
  }

  @Post('v1/customers/onboarding/grants')
  @UseGuards(ConsumerGuard)
  create(
    @Body() dto: CreateGrantDto,
    @Req() { consumer }: Authenticated,
    @Headers('user-agent') userAgent?: string,
  ): Promise<GrantDto> {
    return this.grants.create(consumer, dto, userAgent);
  }
}

const ENTITIES = [Consumer, AuditEvent, OnboardingGrant];

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }),
    TypeOrmModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        type: 'postgres' as const,
        url: config.getOrThrow<string>('DATABASE_URL'),
        entities: ENTITIES,
      }),
    }),
    TypeOrmModule.forFeature(ENTITIES),
    HttpModule.registerAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({ baseURL: config.getOrThrow<string>('VENDOR_URL'), timeout: 10_000 }),
    }),
  ],
  controllers: [GrantsController],
  providers: [ConsumerGuard, AuditService, GrantsService, OneMoneyService],
})
export class AppModule {}

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['warn', 'error'] });
  app.use(helmet());
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  app.useGlobalInterceptors(new ClassSerializerInterceptor(app.get(Reflector)));
  app.enableShutdownHooks();
  await app.listen(Number(process.env.PORT), '127.0.0.1');
}

void bootstrap();
