import { Inject, Injectable } from '@nestjs/common';
import { type KeyObject, sign } from 'node:crypto';
import { CLOCK, type Clock } from '../../config/clock';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { type ReturnSigners, signedReturn, type SignReturn } from '../../http/pages/signed-return';
import { ConsumersRepository } from '../consumers.repository';
import { jwkOf, type ReturnJwk, returnKeyOf } from './return-keys';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs returns and consent receipts with Portico's Ed25519 key, returns also with the consumer's secrets. */
@Injectable()
export class ReturnSignaturesService implements ReturnSigners {
  /** The key that signs, then those that are published besides. */
  readonly keys: readonly ReturnJwk[];
  private readonly privateKey: KeyObject;

  constructor(
    private readonly repository: ConsumersRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) { returns: { signingKey, publicKeys } }: Config,
  ) {
    const { privateKey, jwk } = returnKeyOf(signingKey);
    this.privateKey = privateKey;
    this.keys = [jwk, ...publicKeys.map(jwkOf).filter(({ kid }) => kid !== jwk.kid)];
  }

  /**
   * A compact JWS over `payload` (RFC 7515, 8037); `type`: its media type without `application/`. Ed25519 signatures
   * are deterministic: the same payload has the same JWS.
   */
  jws(type: string, payload: object): string {
    const signed = `${part({ alg: 'EdDSA', typ: type, kid: this.keys[0]!.kid })}.${part(payload)}`;
    return `${signed}.${sign(null, Buffer.from(signed), this.privateKey).toString('base64url')}`;
  }

  /** To be asked before the return is committed: it reads the consumer. Throws Fault `database-unavailable`. */
  async of(consumerId: string): Promise<SignReturn> {
    const consumer = await this.repository.findByConsumerId(consumerId);
    if (!consumer) throw new Error('a return belongs to a consumer that does not exist');
    const secrets = this.repository.secretsOf(consumer);
    return (page, parameters) => {
      const at = this.clock.now();
      return signedReturn(page, parameters, {
        clientId: consumer.clientId,
        secrets: secrets
          .filter(({ expiresAt }) => expiresAt > at.getTime())
          .map(({ text }) => Buffer.from(text, 'base64url')),
        key: { id: this.keys[0]!.kid, privateKey: this.privateKey },
        at,
      });
    };
  }
}
