import { Inject, Injectable } from '@nestjs/common';
import { sign } from 'node:crypto';
import { CLOCK, type Clock } from '../../config/clock';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { type ReturnSigners, signedReturn, type SignReturn } from '../../http/pages/signed-return';
import { ConsumersRepository } from '../consumers.repository';
import { KeyRing } from '../../privacy/data-key/key-ring';
import { jwkOf, type ReturnJwk, type ReturnKey, returnKeyOf } from './return-keys';

const isSameList = (one: readonly Buffer[], other: readonly Buffer[]): boolean =>
  one.length === other.length && one.every((item, index) => item === other[index]);

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs returns and consent receipts with Portico's Ed25519 key, returns also with the consumer's secrets. */
@Injectable()
export class ReturnSignaturesService implements ReturnSigners {
  private made: { readonly seeds: readonly Buffer[]; readonly keys: readonly ReturnKey[] } | null = null;

  constructor(
    private readonly repository: ConsumersRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'returns'>,
    private readonly ring: KeyRing,
  ) {}

  /** The key that signs, then those that are published besides. */
  get keys(): readonly ReturnJwk[] {
    const own = this.own().map(({ jwk }) => jwk);
    const others = this.config.returns.publicKeys.map(jwkOf);
    return [...own, ...others.filter(({ kid }) => own.every((jwk) => jwk.kid !== kid))];
  }

  /** The configured key; otherwise one of each data key, the first of which signs: it changes with the data key. */
  private own(): readonly ReturnKey[] {
    const { signingKey } = this.config.returns;
    const seeds = signingKey ? [signingKey] : this.ring.derivedOfAll('return signing v1');
    if (!this.made || !isSameList(this.made.seeds, seeds)) this.made = { seeds, keys: seeds.map(returnKeyOf) };
    return this.made.keys;
  }

  /**
   * A compact JWS over `payload` (RFC 7515, 8037); `type`: its media type without `application/`. Ed25519 signatures
   * are deterministic: the same payload has the same JWS.
   */
  jws(type: string, payload: object): string {
    const { privateKey, jwk } = this.own()[0]!;
    const signed = `${part({ alg: 'EdDSA', typ: type, kid: jwk.kid })}.${part(payload)}`;
    return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
  }

  /** To be asked before the return is committed: it reads the consumer. Throws Fault `database-unavailable`. */
  async of(consumerId: string): Promise<SignReturn> {
    const consumer = await this.repository.findByConsumerId(consumerId);
    if (!consumer) throw new Error('a return belongs to a consumer that does not exist');
    const secrets = this.repository.secretsOf(consumer);
    const { privateKey, jwk } = this.own()[0]!;
    return (page, parameters) => {
      const at = this.clock.now();
      return signedReturn(page, parameters, {
        clientId: consumer.clientId,
        secrets: secrets
          .filter(({ expiresAt }) => expiresAt > at.getTime())
          .map(({ text }) => Buffer.from(text, 'base64url')),
        key: { id: jwk.kid, privateKey },
        at,
      });
    };
  }
}
