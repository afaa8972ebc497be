/** Known mentions by key, growing while a chunk is linked, so that its units meet each other. */
export class MentionIndex<Mention> {
  readonly #entities = new Map<string, Mention[]>();
  readonly #byKey = new Map<string, Set<string>>();

  add(entityId: string, mention: Mention, keys: readonly string[]): void {
    this.#entities.set(entityId, [...(this.#entities.get(entityId) ?? []), mention]);
    for (const key of keys) this.#byKey.set(key, (this.#byKey.get(key) ?? new Set()).add(entityId));
  }

  near(keys: readonly string[]): readonly { entityId: string; mention: Mention }[] {
    const near = new Set(keys.flatMap((key) => [...(this.#byKey.get(key) ?? [])]));
    return [...near].flatMap((entityId) =>
      (this.#entities.get(entityId) ?? []).map((mention) => ({ entityId, mention })),
    );
  }
}
