export const HEALTH = '/console/health';
export const DEAD_DELIVERIES = `${HEALTH}/deliveries`;
export const OPEN_EFFECTS = `${HEALTH}/effects`;
export const EXCEPTIONS = `${HEALTH}/exceptions`;
