/** The operator's command is not possible; the message says why. */
export class KeysRefused extends Error {}
