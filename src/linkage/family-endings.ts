/**
 * Endings by which one family's name tells a man from a woman, or a wife from a daughter, as they stand in a loosened key.
 * Polish adjectives (Kowalski, Kowalska), the old Polish forms of wife and daughter (Nowakowa, Nowakówna), Lithuanian
 * (Kazlauskas, wife Kazlauskienė, daughter Kazlauskaitė, of no state Kazlauskė), and the Slavic -ov/-ova of the region's
 * minorities. Longest first, because `iene` ends in `e`.
 */
const endings: readonly string[] = [
  'owiene',
  'owna',
  'iene',
  'aite',
  'yte',
  'ute',
  'owa',
  'ova',
  'eva',
  'dzka',
  'dzki',
  'ska',
  'ski',
  'cka',
  'cki',
  'ov',
  'ev',
  'na',
  'ny',
  'ta',
  'ty',
  'as',
  'is',
  'ys',
  'us',
  'ius',
  'e',
].sort((left, right) => right.length - left.length);

/** What stays of a name of two sounds, where the ending is not the whole of it: `-ski` and `-ska` keep their `sk`. */
const kept: Readonly<Record<string, string>> = {
  dzka: 'dzk',
  dzki: 'dzk',
  ska: 'sk',
  ski: 'sk',
  cka: 'ck',
  cki: 'ck',
  ov: 'ov',
  ova: 'ov',
  ev: 'ev',
  eva: 'ev',
  na: 'n',
  ny: 'n',
  ta: 't',
  ty: 't',
};
const shortestStem = 3;

/**
 * The part of a family name that its women and men share, from a loosened key of one word; the key itself where no ending
 * fits. Two different names with one stem are *likely* one family's: how much that says is measured, not assumed.
 */
export const familyStem = (key: string): string => {
  const ending = endings.find((each) => key.endsWith(each) && key.length - each.length >= shortestStem);
  return ending === undefined ? key : key.slice(0, -ending.length) + (kept[ending] ?? '');
};
