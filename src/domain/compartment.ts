/** What every record outside a matter is filed under (R11). */
export const general = 'general';

/** What is kept for the agency alone whose register says it: who is named in it is protected (R11). */
export const ownSource = 'own';

/** Words that name no matter, in any case of letters. */
export const isReserved = (name: string): boolean => [general, ownSource].includes(name.toLowerCase());
