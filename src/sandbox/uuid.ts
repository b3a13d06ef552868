const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the database would accept it as an id: no other text names anything. */
export const isUuid = (text: string): boolean => UUID.test(text);
