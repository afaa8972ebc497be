import { existsSync } from 'node:fs';
import { hashedId } from '../../src/linkage/comparable-id.ts';
import { readTown } from '../identity/town-registers.ts';
import type { LabelledSet } from './labelled-set.ts';

const folder = '../shared/samples/town';

export const townAbsent: string | null = existsSync(`${folder}/truth.csv`) ? null : `no ${folder}`;

/** The people of a town's housing and centre, each local id once; with their contracts and cases, or as bare rows. */
export const readTownPeople = (withIds: boolean, withUnits: boolean): LabelledSet => {
  const { units, truth } = readTown(folder, withIds);
  const members = new Map(
    units.flatMap((unit) => unit.members).map((member) => [`${member.source}|${member.localId}`, member]),
  );
  return {
    mentions: [...members.values()].map((member) => ({
      source: member.source,
      unit: withUnits ? member.unit : null,
      givenName: member.givenName,
      familyName: member.familyName,
      birthDate: member.birthDate,
      id: hashedId(member),
      address:
        member.address === null
          ? null
          : [member.address.street, member.address.number, member.address.flat ?? ''].join(' '),
    })),
    truth: [...members.keys()].map((key) => truth.get(key)?.person ?? key),
  };
};
