/** The settings of FinPro that a test may change at run time. */
export class FinproSettings {
  /** Whether the answer to `/v3/requestconsent` is `full`, or has only the link. */
  consentHandle: 'full' | 'absent' = 'full';
  /** Origins that an organisation registered for redirects; null: not checked. */
  redirectOrigins: Readonly<Record<string, readonly string[]>> | null = null;

  reset(): void {
    this.consentHandle = 'full';
    this.redirectOrigins = null;
  }

  state(): { consent_handle: string; redirect_origins: object | null } {
    return { consent_handle: this.consentHandle, redirect_origins: this.redirectOrigins };
  }

  /**
   * Applies the settings that `json` names and leaves the others. Returns what is wrong with it, and then changes
   * nothing.
   */
  change(json: Readonly<Record<string, unknown>>): string | null {
    const { consent_handle: handle = this.consentHandle, redirect_origins: origins = this.redirectOrigins } = json;
    if (handle !== 'full' && handle !== 'absent') return 'consent_handle must be full or absent';
    if (!isOrigins(origins)) return 'redirect_origins must be null, or a list of origins for each organisationId';
    this.consentHandle = handle;
    this.redirectOrigins = origins;
    return null;
  }
}

function isOrigins(value: unknown): value is FinproSettings['redirectOrigins'] {
  if (value === null) return true;
  return (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.values(value).every((list) => Array.isArray(list) && list.every((origin) => typeof origin === 'string'))
  );
}
