import type { UnitDraft } from '../../src/domain/record-draft.ts';

/** One right, as a register states what was decided on it. */
export interface Decision {
  readonly title: string;
  readonly status: 'GRANTED' | 'PENDING' | 'REFUSED';
  readonly amount?: string;
  readonly since?: string;
}

/** One household of one person, or of more, who asked for this. */
export const askingHousehold = (place: number, decisions: readonly Decision[], members = 1): UnitDraft => {
  const localId = `H${place}`;
  const people = Array.from({ length: members }, (_value, index) => `${localId}/${index + 1}`);
  const shared = {
    ...{ signatories: [], members: people, observedOn: null, relationshipWith: null },
    ...{ personLocalId: null, retainFrom: { closedOn: null, until: null } },
  };
  return {
    ...{ localId, version: 1, recordedAt: '2026-03-01T09:00:00Z', compartment: 'general', protects: [] },
    ...{ localCommunity: 'Park', address: `Ulica ${place}`, flat: null, headName: null },
    ...{ problems: [], rows: [place] },
    persons: people.map((member) => ({
      ...{ localId: member, givenName: `Ime${member}`, familyName: `Prezime${place}` },
      ...{ birthDate: '1980-02-03', nationalId: null },
    })),
    records: [
      { ...shared, kind: 'care-case', localId, payload: { memberCount: members } },
      ...people.map((member) => ({
        ...{ ...shared, kind: 'case-entry', localId: member, personLocalId: member },
        payload: { birthDate: '1980-02-03', sex: 'FEMALE', relation: 'HOLDER' },
      })),
      ...decisions.map((payload, index) => ({
        ...{ ...shared, kind: 'right', localId: `${localId}/r${index}`, payload: { ...payload } },
      })),
    ],
  };
};
