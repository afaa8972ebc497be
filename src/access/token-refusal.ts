/**
 * Why a token is refused, for the log alone: the answer is the same for every reason (THREATS.md, response contract).
 * INVARIANT: the reason holds no value of the token, only what was wrong; a person's token carries their national id.
 */
export class TokenRefusal extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'TokenRefusal';
  }
}
