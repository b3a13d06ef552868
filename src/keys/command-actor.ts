/** The operator's command is not possible; the message says why. */
export class KeysRefused extends Error {}

/** Who commands it, for the audit log. */
export interface CommandActor {
  readonly requestId: string;
  /** The account on the machine where the command runs. */
  readonly name: string;
}
