/** A base URL or path without slashes at its end, so that paths can follow it. */
export const trimSlash = (text: string): string => text.replace(/(?<!\/)\/+$/, '');
