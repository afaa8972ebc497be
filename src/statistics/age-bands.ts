/** Ages as statistics divide them, the youngest first: children before school, in it, youth, and adults by their stage of life. */
export const ageBands = [
  { code: 'Y0-5', from: 0 },
  { code: 'Y6-14', from: 6 },
  { code: 'Y15-17', from: 15 },
  { code: 'Y18-29', from: 18 },
  { code: 'Y30-44', from: 30 },
  { code: 'Y45-64', from: 45 },
  { code: 'Y65-79', from: 65 },
  { code: 'Y_GE80', from: 80 },
] as const;

/** What is not known, in every dimension: never guessed, and counted as what it is. */
export const unknownCode = 'UNK';
