/** A member of a case, as the Centre writes one. */
export const member = (localId: string, changes: object = {}): object => ({
  localId,
  givenName: 'Ana',
  familyName: 'Probić',
  nationalId: null,
  birthDate: '1987-05-14',
  sex: 'F',
  relation: 'nosilac',
  employed: true,
  health: 'dobro',
  ...changes,
});

/** A case of one member, as the Centre exports it. */
export const careCase = (version: number, changes: object = {}): object => ({
  caseNumber: 'CSR-7',
  version,
  recordedAt: `2026-0${version}-01T09:00:00Z`,
  address: 'Lipov drvored 12/7',
  localCommunity: 'Park',
  members: [member('CSR-7/1')],
  rights: [],
  aidPlan: null,
  ...changes,
});

/** One observation of a neighbour, as the portal sends it. */
export const observation = (changes: object = {}): object => ({
  localId: 'MZ-7',
  localCommunity: 'Park',
  householdHead: 'Ana Probić',
  address: 'Lipov drvored 12',
  observedOn: '2026-09-30',
  memberCount: 1,
  employedCount: 1,
  health: 'good',
  materialState: 'poor',
  housing: 'damp',
  needsHelp: true,
  note: 'Vlaga u sobi',
  ...changes,
});

/** One tenant's row of the housing register. */
export const tenant = (changes: object = {}): object => ({
  rb: '1',
  broj_ugovora: 'U-7',
  ime: 'Ana',
  prezime: 'Probić',
  jmbg: '',
  datum_rodjenja: '14.05.1987.',
  srodstvo: 'nosilac',
  adresa: 'Lipov drvored 12',
  stan: '7',
  mjesna_zajednica: 'Park',
  povrsina_m2: '64,9',
  broj_soba: '3',
  status_ugovora: 'aktivan',
  datum_useljenja: '01.03.2019.',
  zakup_eur: '29,21',
  dug_eur: '0',
  napomena: '',
  ...changes,
});
