/** A cell of the coverage table that a campaign need not reach, and why. `Type.*` is every field of a type, `*` every path. */
export interface Exemption {
  readonly field: string;
  readonly path: string;
  readonly because: string;
}

/** As data, so that each is read with its reason; one that is reached after all fails the run. */
export const exemptions: readonly Exemption[] = [];
