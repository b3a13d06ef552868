/** The vendors, by the names that are stored, logged and shown in metrics. */
export const VENDOR_NAMES = ['one-money', 'finpro'] as const;

export type Vendor = (typeof VENDOR_NAMES)[number];
