/**
 * How fields compare, in named levels, the most alike first: the words in which evidence is kept. UNKNOWN is not among them:
 * a field that one side does not state has no level and weighs nothing.
 */

/**
 * A name. `SLIP`: the same but for a doubled letter, two changed over, or a space. `PART`: one is a word of the other.
 * `ENDING`: one family name with its masculine, feminine, wife's or daughter's ending. `NEAR`: a letter off. `ALIKE`: a few
 * letters off. `INITIAL`: one is the other's first letter. `TWO_NAMES`: alike, but each is a name of its own among these
 * people (Jovan and Jovana, Milan and Milena).
 */
export const nameLevels = [
  'SAME',
  'SLIP',
  'NICKNAME',
  'PART',
  'ENDING',
  'NEAR',
  'ALIKE',
  'INITIAL',
  'TWO_NAMES',
  'DIFFERENT',
] as const;
/** `SWAPPED`: given and family name stand in each other's place. */
const orderLevels = ['STRAIGHT', 'SWAPPED'] as const;
/**
 * A date. `SLIP`: day and month or two digits changed over, or one digit off, within a decade. `DECADE`: the same, but it parts
 * generations.
 * `TWO_PARTS`: two of year, month and day are the same.
 */
export const birthLevels = ['SAME', 'SLIP', 'DECADE', 'TWO_PARTS', 'DIFFERENT'] as const;
/** An id. `ONE_DIGIT`: one digit wrong, missing or too many, or two neighbours changed over. */
export const idLevels = ['SAME', 'ONE_DIGIT', 'FAR'] as const;
/** An address, by how much of what is rare in the two is in both. */
export const addressLevels = ['SAME', 'MOST', 'HALF', 'SOME', 'DIFFERENT'] as const;

/** Every field that is compared, with its levels. */
export const fieldLevels = {
  given: nameLevels,
  family: nameLevels,
  order: orderLevels,
  birth: birthLevels,
  id: idLevels,
  address: addressLevels,
} as const;

export type LinkageField = keyof typeof fieldLevels;
export const linkageFields = Object.keys(fieldLevels) as LinkageField[];
export type Level = (typeof fieldLevels)[LinkageField][number] | 'UNKNOWN';
export type NameLevel = (typeof nameLevels)[number];
export type BirthLevel = (typeof birthLevels)[number];
export type IdLevel = (typeof idLevels)[number];
export type AddressLevel = (typeof addressLevels)[number];

/** The place of no level: one side does not say. */
export const UNKNOWN = -1;
