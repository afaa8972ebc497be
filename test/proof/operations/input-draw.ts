import type { Random } from '../random.ts';
import type { Townsperson } from '../worlds/town.ts';
import type { Pools } from './pools.ts';

/** What decides one operation's values. */
export interface InputDraw {
  readonly random: Random;
  readonly pools: Pools;
  /** The field that each input position names, as the catalogue has it. */
  readonly names: ReadonlyMap<string, string | null>;
  /** Whom the operation asks for: all values about a person are of one. */
  readonly person: Townsperson;
  /** The type that the operation is to reach; null for any. */
  readonly towards: string | null;
  /** Told each input position that was given a value. */
  readonly onPosition: (position: string) => void;
}
