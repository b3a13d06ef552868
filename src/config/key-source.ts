/** Injection token of the KeySource. */
export const KEY_SOURCE = Symbol('KeySource');

/** Keys of 32 bytes each. */
export type HeldKeys = readonly Buffer[];

/**
 * Where keys come from: environment and files (config.ts), or a service that unwraps them. It is asked before the first
 * connection is used and may take time; what a replica does with its keys needs no further answer. Each method rejects
 * when the keys cannot be had now.
 */
export interface KeySource {
  /** 1 to 10 data keys. Of a database without keys, the first one becomes its key. */
  dataKeys(): Promise<HeldKeys>;
  /** Seeds of the Ed25519 keys of the audit log, 0 to 10. A log without checkpoints is signed by the first one. */
  auditKeys(): Promise<HeldKeys>;
}

/** Keys as they were configured. */
export const configuredKeys = ({
  dataKeys = [],
  audit,
}: {
  readonly dataKeys?: HeldKeys;
  readonly audit?: { readonly signingKey: Buffer | null; readonly furtherKeys?: HeldKeys };
}): KeySource => ({
  dataKeys: async () => dataKeys,
  auditKeys: async () => (audit?.signingKey ? [audit.signingKey, ...(audit.furtherKeys ?? [])] : []),
});
