import { ApiProperty } from '@nestjs/swagger';
import type { ReturnJwk } from './return-keys';

/** An Ed25519 public key (RFC 8037). */
export class ReturnKeyDto implements ReturnJwk {
  @ApiProperty({ enum: ['OKP'], example: 'OKP' })
  kty: 'OKP';

  @ApiProperty({ enum: ['Ed25519'], example: 'Ed25519' })
  crv: 'Ed25519';

  @ApiProperty({
    description: 'The raw 32 bytes, base64url.',
    example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  })
  x: string;

  @ApiProperty({
    description: 'portico_kid of the returns that it verifies: the thumbprint of the key (RFC 7638).',
    example: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  })
  kid: string;

  @ApiProperty({ enum: ['sig'], example: 'sig' })
  use: 'sig';

  @ApiProperty({ enum: ['EdDSA'], example: 'EdDSA' })
  alg: 'EdDSA';
}

/** The keys of the signed returns (RFC 7517). */
export class ReturnKeysDto {
  keys: ReturnKeyDto[];
}
