/**
 * The family names are coined, mostly from words for trees, stones and waters, to sound at home in Berane; if
 * somebody bears one all the same, the person here is still invented. The names of the named figures
 * (figures.ts) are not among them, so that a search finds only the figure.
 */
export const FAMILY_NAMES: readonly string[] = split(`
  Brezović Jasenić Klisurić Planinčić Vrelović Tisović Javorić Kamenjić Ljeskarić Đerđelić Đurđenić
  Đevrelić Šumarić Žukvić Čestarić Ćuprijić Njivarić Džanarić Borikić Smrčević Gorušić Izvorčić
  Jelikić Jezerčić Katunić Koritarić Lipljanić Livadarić Maglešić Medvješić Ozrenčić Paprašić
  Potočarić Rastočić Sastavčić Studenčić Trešnjić Uvalić Vjetrenić Zelenkić Begluković Hadžurić
  Mehmedarić Sinanderić Zejnelarić Osmanderić
`);

export const MALE_NAMES: readonly string[] = split(`
  Aleksa Andrija Balša Božidar Čedomir Danilo Đuro Đorđije Filip Krsto Lazar Miodrag Mirko Nebojša
  Novak Ognjen Predrag Ratko Relja Slobodan Stevan Šćepan Tomislav Uroš Vasilije Veselin Vladan Vojin
  Žarko Adnan Edin Hamdija Ismet Mirsad Nermin Sead Džavid
`);

export const FEMALE_NAMES: readonly string[] = split(`
  Andrijana Bojana Danica Desanka Dunja Đina Đurđica Gorica Ivona Jagoda Kristina Ksenija Ljiljana
  Marijana Mira Nataša Nevena Olivera Ružica Sanja Slađana Stana Tijana Vidosava Višnja Željka Živana
  Aida Azra Džejna Emina Hajrija Lejla Merima Samra Zumreta
`);

/** What the neighbours say instead of the name on the card. */
export const NICKNAMES: Readonly<Record<string, string>> = {
  Božidar: 'Božo',
  Miodrag: 'Mićo',
  Slobodan: 'Boban',
  Ljiljana: 'Ljilja',
  Vidosava: 'Vida',
  Zumreta: 'Zuka',
};

function split(names: string): string[] {
  return names.trim().split(/\s+/u);
}
